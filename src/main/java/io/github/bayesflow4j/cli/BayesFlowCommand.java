package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.MachineStore;
import io.github.bayesflow4j.simulation.Support;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code bayesflow}: its subcommands and the options they share. */
@Command(
    name = "bayesflow",
    description = "Amortized Bayesian parameter estimation by simulation.",
    footer = {
      "",
      "A process is a prior and a simulator; a machine is an estimator trained on it.",
      "Exit codes: 0 success; 1 failure, or a machine that is not calibrated or not what its card says; 2 wrong usage."
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      TrainCommand.class,
      EstimateCommand.class,
      FitCommand.class,
      SampleCommand.class,
      DensityCommand.class,
      DistillCommand.class,
      CompareCommand.class,
      DiagnoseCommand.class,
      VerifyCommand.class,
      DescribeCommand.class,
      UpgradeCommand.class,
      SimulateCommand.class,
      ProcessesCommand.class,
      MachinesCommand.class
    })
final class BayesFlowCommand {
  private static final Path DEFAULT_MODELS =
      Path.of(System.getProperty("bayesflow.home", "."), "models");

  @Option(
      names = "--models",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Folder of the machines; models beside the launcher unless given.")
  Path models = DEFAULT_MODELS;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  boolean stacktrace;

  @Spec CommandSpec spec;

  /** The command, ready to execute. */
  static CommandLine commandLine() {
    ErrorLines errors = new ErrorLines();
    CommandLine command = new CommandLine(new BayesFlowCommand());
    giveVersion(command);
    return command
        .registerConverter(Support.class, new SupportText())
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setExecutionStrategy(BayesFlowCommand::run);
  }

  /**
   * Gives the version to a command and its subcommands. Inherited by annotation, it would be asked
   * for at every start, which loads TensorFlow.
   */
  private static void giveVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new VersionText());
    command.getSubcommands().values().forEach(BayesFlowCommand::giveVersion);
  }

  /** Runs the subcommand; errors that users can meet go the way of exceptions. */
  private static int run(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (OutOfMemoryError | LinkageError e) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), "error", e);
    }
  }

  MachineStore store() {
    return new MachineStore(models);
  }

  /** Wrong usage of the subcommand that runs. */
  ParameterException usageError(String message) {
    ParseResult parsed = spec.commandLine().getParseResult();
    CommandSpec running = parsed.hasSubcommand() ? parsed.subcommand().commandSpec() : spec;
    return new ParameterException(running.commandLine(), message);
  }

  /** How to name a machine's folder on the command line. */
  String nameOf(Path folder) {
    boolean inDefaultFolder = folder.equals(DEFAULT_MODELS.resolve(folder.getFileName()));
    return inDefaultFolder ? folder.getFileName().toString() : shown(folder).toString();
  }

  /** A path as short as it can be said from the working directory. */
  static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) && !absolute.equals(here)
        ? here.relativize(absolute)
        : absolute;
  }

  /** Whether standard error is a terminal: the launcher knows, Java does not. */
  static boolean onTerminal() {
    return Boolean.getBoolean("bayesflow.terminal");
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  void print(List<String> lines) {
    lines.forEach(out()::println);
  }
}
