package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import java.util.List;
import java.util.Set;

/** Where the {@code bayesflow} command starts. */
public final class Main {
  /** The subcommands for which TensorFlow is loaded while the command line is read. */
  static final Set<String> WITH_TENSORFLOW =
      Set.of(
          "compare",
          "density",
          "diagnose",
          "distill",
          "estimate",
          "fit",
          "sample",
          "train",
          "upgrade",
          "verify");

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    if (words.size() > 1 && WITH_TENSORFLOW.contains(words.get(0)) && !words.contains("--help")) {
      EstimationMachine.prepareLoading();
    }
    System.exit(BayesFlowCommand.commandLine().execute(arguments));
  }
}
