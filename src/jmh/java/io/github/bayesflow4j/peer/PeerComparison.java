package io.github.bayesflow4j.peer;

import io.github.bayesflow4j.PairedRates;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.training.TrainingTurns;
import java.util.List;
import java.util.Locale;

/**
 * Trains and draws in turn with {@code benchmarks/peer.py}, the same networks in PyTorch, and
 * prints how many times as fast this library is.
 *
 * <p>The two never run at once.
 */
public final class PeerComparison {
  private static final int PRODUCT = 2048;
  private static final String PRODUCT_CASE =
      "{\"kind\": \"product\", \"name\": \"product\", \"size\": 2048, \"warm_up\": 0.3, "
          + "\"seconds\": 0.5}";

  private static final double WARM_UP = 1;
  private static final double TRAINING_TURN = 1.5;
  private static final double SAMPLING_TURN = 1;

  private final String python;
  private final String script;
  private final int rounds;

  private PeerComparison(String python, String script, int rounds) {
    this.python = python;
    this.script = script;
    this.rounds = rounds;
  }

  /**
   * Prints both tables.
   *
   * @param args the Python command, the script, and the number of rounds
   */
  public static void main(String[] args) throws InterruptedException {
    PeerComparison comparison = new PeerComparison(args[0], args[1], Integer.parseInt(args[2]));
    comparison.training();
    comparison.sampling();
    // Threads of TensorFlow and of the simulations do not end by themselves.
    System.exit(0);
  }

  @SuppressWarnings("SystemOut") // the table is what the command is for
  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }

  private void training() throws InterruptedException {
    try (Peer peer = new Peer(python, script)) {
      print("%n%s%n", peer.ask("{\"kind\": \"about\"}"));
    }
    print("%n| training | steps/s (lowest, highest) | peer | ratio (quartiles) |");
    print(" share of the product's speed, peer's |%n|---|---|---|---|---|%n");
    for (TrainingCase network : TrainingCase.all()) {
      PairedRates found = new PairedRates();
      try (Peer peer = new Peer(python, script);
          TrainingTurns turns = new TrainingTurns(network.trainer())) {
        turns.rate(WARM_UP);
        for (int round = 0; round < rounds; round++) {
          found.add(turns.rate(TRAINING_TURN), peer.rate(network.json(WARM_UP, TRAINING_TURN)));
        }
      }
      double peak;
      try (Peer peer = new Peer(python, script)) {
        peak = peer.rate(PRODUCT_CASE) * 2 * Math.pow(PRODUCT, 3);
      }
      row(network.name(), found, 1);
      print(
          " %.0f %%, %.0f %% |%n",
          100 * found.first(0.5) * network.flops() / peak,
          100 * found.second(0.5) * network.flops() / peak);
    }
  }

  private void sampling() {
    print(
        "%n| draws | draws/s (lowest, highest) | peer | ratio (quartiles) |%n|---|---|---|---|%n");
    try (EstimationMachine machine = SamplingCase.machine()) {
      for (SamplingCase wanted : SamplingCase.all()) {
        PairedRates found = new PairedRates();
        List<DataSet> data = wanted.data();
        long seed = 0;
        try (Peer peer = new Peer(python, script)) {
          machine.sample(data, wanted.draws(), seed++);
          for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            double elapsed = 0;
            int count = 0;
            while (elapsed < SAMPLING_TURN) {
              machine.sample(data, wanted.draws(), seed++);
              count++;
              elapsed = (System.nanoTime() - start) * 1e-9;
            }
            found.add(count / elapsed, peer.rate(wanted.json(WARM_UP, SAMPLING_TURN)));
          }
        }
        row(wanted.name(), found, (double) wanted.dataSets() * wanted.draws());
        print("%n");
      }
    }
  }

  private static void row(String name, PairedRates found, double each) {
    print(
        "| %s | %,.0f (%,.0f, %,.0f) | %,.0f | %.2f (%.2f, %.2f) |",
        name,
        each * found.first(0.5),
        each * found.first(0),
        each * found.first(1),
        each * found.second(0.5),
        found.ratio(0.5),
        found.ratio(0.25),
        found.ratio(0.75));
  }
}
