package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One run of the command inside the tests' process. */
record CommandRun(int exitCode, String out, List<String> errors) {

  /** Runs the command with this folder of machines. */
  static CommandRun of(Path models, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("--models", models.toString()), Stream.of(arguments))
            .toArray(String[]::new);
    return of(BayesFlowCommand.commandLine(), all);
  }

  static CommandRun of(CommandLine command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        command
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString().lines().toList());
  }

  /** Lines of the output. */
  List<String> lines() {
    return out.lines().toList();
  }

  /** Checks that the run succeeded in silence. */
  CommandRun succeeded() {
    assertThat(errors).isEmpty();
    assertThat(exitCode).isZero();
    return this;
  }

  /** Checks that the run ended with this code and one line that says why. */
  void failed(int code, String... words) {
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).startsWith("bayesflow: ").contains(words);
    assertThat(exitCode).isEqualTo(code);
  }
}
