package io.github.bayesflow4j;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.SummaryNetworks;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks a JMH command line chooses, over all that the catalogues hold. */
public final class Benchmarks {

  /** Values of the parameters whose values are those of a catalogue. */
  private static final Map<String, List<String>> CATALOGUES =
      Map.of(
          "network", SummaryNetworks.names(),
          "process", ProcessModels.all().stream().map(GenerativeModel::name).toList());

  private Benchmarks() {}

  /**
   * Runs them and prints their table.
   *
   * @param args those of JMH; {@code -p} chooses from a catalogue
   */
  public static void main(String[] args) throws CommandLineOptionException, RunnerException {
    CommandLineOptions chosen = new CommandLineOptions(args);
    ChainedOptionsBuilder options = new OptionsBuilder().parent(chosen);
    CATALOGUES.forEach(
        (parameter, names) -> {
          if (!chosen.getParameter(parameter).hasValue()) {
            options.param(parameter, names.toArray(String[]::new));
          }
        });
    new Runner(options.build()).run();
  }
}
