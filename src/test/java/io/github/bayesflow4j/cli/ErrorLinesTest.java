package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.simulation.SimulationFailedException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ErrorLinesTest {

  private static CommandRun run(Callable<Integer> body, String... options) {
    CommandLine failing = new CommandLine(CommandSpec.wrapWithoutInspection(body));
    CommandLine command = BayesFlowCommand.commandLine().addSubcommand("fail", failing);
    String[] arguments = new String[options.length + 1];
    System.arraycopy(options, 0, arguments, 0, options.length);
    arguments[options.length] = "fail";
    // Handlers are those of the parent, as for the subcommands that are declared.
    failing.setExecutionExceptionHandler(command.getExecutionExceptionHandler());
    return CommandRun.of(command, arguments);
  }

  private static Callable<Integer> throwing(RuntimeException exception) {
    return () -> {
      throw exception;
    };
  }

  @Test
  void anExplainedFailureIsItsMessageOnOneLine() {
    run(throwing(new SimulationFailedException("simulation 3 failed:\n  NaN")))
        .failed(1, "bayesflow: simulation 3 failed: NaN");
  }

  @Test
  void anUnexpectedExceptionIsAnInternalError() {
    run(throwing(new IllegalStateException("no\nidea")))
        .failed(1, "internal error: java.lang.IllegalStateException: no idea", "--stacktrace");
  }

  @Test
  void aFileThatCannotBeReadSaysWhy() {
    AccessDeniedException denied = new AccessDeniedException("/secret");
    run(throwing(new UncheckedIOException("checkpoint c could not be read", denied)))
        .failed(1, "checkpoint c could not be read: access to /secret is denied");
  }

  @Test
  void errorsOfTensorFlowAndOfTheVirtualMachineAreOneLineToo() {
    run(throwing(new TFResourceExhaustedException("OOM when allocating")))
        .failed(1, "TensorFlow failed: OOM when allocating");
    run(() -> {
          throw new OutOfMemoryError("Java heap space");
        })
        .failed(1, "out of memory (Java heap space)", "BAYESFLOW_JAVA_OPTS");
    run(() -> {
          throw new UnsatisfiedLinkError("no jnitensorflow");
        })
        .failed(1, "a library could not be loaded", "no jnitensorflow");
  }

  @Test
  void theStackTraceIsPrintedOnlyWhereAskedFor() {
    CommandRun run = run(throwing(new IllegalArgumentException("wrong")), "--stacktrace");

    assertThat(run.errors().get(0)).isEqualTo("bayesflow: wrong");
    assertThat(run.errors()).anyMatch(line -> line.contains("ErrorLinesTest"));
  }
}
