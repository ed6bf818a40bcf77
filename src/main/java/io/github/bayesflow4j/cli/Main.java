package io.github.bayesflow4j.cli;

/** Where the {@code bayesflow} command starts. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(BayesFlowCommand.commandLine().execute(arguments));
  }
}
