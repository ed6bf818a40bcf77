package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.MachineFormatException;
import io.github.bayesflow4j.simulation.SimulationFailedException;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.tabular.TableFormatException;
import io.github.bayesflow4j.training.CheckpointException;
import io.github.bayesflow4j.training.TrainingDivergedException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.exceptions.TensorFlowException;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns every exception into one line on standard error and an exit code: 2 for wrong usage, 1 for
 * failure.
 */
final class ErrorLines implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** Exceptions whose message is written for users. */
  private static final Set<Class<?>> EXPLAINED =
      Set.of(
          CommandFailedException.class,
          TableFormatException.class,
          SpecException.class,
          MachineFormatException.class,
          SimulationFailedException.class,
          CheckpointException.class,
          TrainingDivergedException.class,
          IllegalArgumentException.class);

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    String help = "; see " + command.getCommandSpec().qualifiedName() + " --help";
    print(command, usage(error) + help, error);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    print(command, failure(unwrapped(error)), error);
    return ExitCode.SOFTWARE;
  }

  private static void print(CommandLine command, String message, Exception error) {
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    command.getErr().println("bayesflow: " + line);
    Object root = command.getCommandSpec().root().userObject();
    if (root instanceof BayesFlowCommand bayesflow && bayesflow.stacktrace) {
      error.printStackTrace(command.getErr());
    }
  }

  private static String usage(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return text(error);
    }
    List<String> similar = unmatched.getSuggestions();
    return "unknown "
        + (unmatched.isUnknownOption() ? "option '" : "command or argument '")
        + unmatched.getUnmatched().get(0)
        + "'"
        + (similar.isEmpty() ? "" : " (did you mean " + String.join(" or ", similar) + "?)");
  }

  /** Errors of the virtual machine arrive wrapped. */
  private static Throwable unwrapped(Exception error) {
    return error instanceof ExecutionException
        ? Optional.ofNullable(error.getCause()).orElse(error)
        : error;
  }

  private static String failure(Throwable error) {
    if (EXPLAINED.contains(error.getClass())) {
      return text(error);
    }
    if (error instanceof UncheckedIOException) {
      return text(error) + reason(error);
    }
    if (error instanceof TensorFlowException) {
      return "TensorFlow failed: " + text(error);
    }
    if (error instanceof OutOfMemoryError) {
      return "out of memory (" + text(error) + "); BAYESFLOW_JAVA_OPTS=-Xmx8g allows 8 GB";
    }
    if (error instanceof LinkageError) {
      return "a library could not be loaded: " + error;
    }
    return "internal error: " + error + " (--stacktrace shows where)";
  }

  /** Why a file could not be read or written, unless the message says so already. */
  private static String reason(Throwable error) {
    if (!(error.getCause() instanceof FileSystemException cause)) {
      return Optional.ofNullable(error.getCause())
          .map(ErrorLines::text)
          .filter(reason -> !text(error).contains(reason))
          .map(reason -> ": " + reason)
          .orElse("");
    }
    if (cause.getFile() != null && text(error).contains(text(cause))) {
      return "";
    }
    if (cause instanceof AccessDeniedException) {
      return ": access to " + cause.getFile() + " is denied";
    }
    if (cause instanceof NoSuchFileException) {
      return ": there is no " + cause.getFile();
    }
    return ": " + text(cause);
  }

  private static String text(Throwable error) {
    return Optional.ofNullable(error.getMessage()).orElse(error.getClass().getSimpleName());
  }
}
