package io.github.bayesflow4j.training;

import io.github.bayesflow4j.PairedRates;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.Locale;

/**
 * Trains in turn on fresh simulations and on simulations in memory, and prints which share of the
 * speed the simulator leaves.
 *
 * <p>The networks, batches and processes are those of the packaged experiments, with the number of
 * rows fixed: a batch of fresh simulations has one number of rows, one of a table would be padded.
 */
public final class OnlineComparison {
  private static final int BATCHES_IN_MEMORY = 24;
  private static final double WARM_UP = 4;
  private static final double TURN = 3;

  private final int rounds;

  private OnlineComparison(int rounds) {
    this.rounds = rounds;
  }

  /**
   * Prints the table.
   *
   * @param args the number of rounds
   */
  public static void main(String[] args) throws InterruptedException {
    OnlineComparison comparison = new OnlineComparison(Integer.parseInt(args[0]));
    print(
        "| process | rows | batch | online, steps/s | in memory | ratio (quartiles) | "
            + "the simulator alone, batches/s on one core |%n|---|---|---|---|---|---|---|%n");
    comparison.compare("ricker", 300);
    comparison.compare("sir", 350);
    comparison.compare("levy-flight", 300);
    // Threads of TensorFlow and of the simulations do not end by themselves.
    System.exit(0);
  }

  @SuppressWarnings("SystemOut") // the table is what the command is for
  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }

  private void compare(String process, int rows) throws InterruptedException {
    ExperimentSpec experiment = Experiments.packaged(process).orElseThrow();
    GenerativeModel model = withRows(ProcessModels.find(process).orElseThrow(), rows);
    TrainingSpec training = TrainingTurns.endless(experiment.getTraining());
    int batch = ResolvedSpecs.resolve(training).getBatchSize();
    PairedRates rates = new PairedRates();
    try (TrainingTurns online =
            new TrainingTurns(
                Trainer.online(
                    model, experiment.getSummaryNetwork(), experiment.getFlow(), training));
        TrainingTurns inMemory =
            new TrainingTurns(
                Trainer.fromTable(
                    ModelSpecs.of(model),
                    table(model, BATCHES_IN_MEMORY * batch),
                    experiment.getSummaryNetwork(),
                    experiment.getFlow(),
                    training))) {
      online.rate(WARM_UP);
      inMemory.rate(WARM_UP);
      for (int round = 0; round < rounds; round++) {
        rates.add(online.rate(TURN), inMemory.rate(TURN));
      }
    }
    print(
        "| `%s` | %d | %d | %.1f | %.1f | %.2f (%.2f, %.2f) | %.1f |%n",
        process,
        rows,
        batch,
        rates.first(0.5),
        rates.second(0.5),
        rates.ratio(0.5),
        rates.ratio(0.25),
        rates.ratio(0.75),
        simulations(model, batch) / batch);
  }

  private static GenerativeModel withRows(GenerativeModel model, int rows) {
    GenerativeModel.Builder fixed =
        GenerativeModel.builder(model.name())
            .prior(model.prior())
            .jointSimulator(model.simulator())
            .size(DataSize.fixed(rows));
    model.observables().forEach(fixed::observable);
    return fixed.build();
  }

  private static Simulations table(GenerativeModel model, int count) {
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      return engine.simulate(new RandomStreams(1), count);
    }
  }

  /** Simulations a second on one thread. */
  private static double simulations(GenerativeModel model, int batch) {
    RandomStreams streams = new RandomStreams(2);
    int count = 0;
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      long start = System.nanoTime();
      double elapsed = 0;
      while (elapsed < TURN) {
        count += engine.simulate(streams.child(count), batch).count();
        elapsed = (System.nanoTime() - start) * 1e-9;
      }
      return count / elapsed;
    }
  }
}
