package io.github.bayesflow4j.peer;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.simulation.DataSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Trains and draws in turn with {@code benchmarks/peer.py}, the same networks in PyTorch, and
 * prints how many times as fast this library is.
 *
 * <p>The two never run at once, and every ratio is one of two neighboring turns: the speed of a
 * shared machine drifts, and the ratio of medians of different minutes says little.
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

  /** What was measured in each round. */
  private record Rounds(List<Double> ours, List<Double> theirs, List<Double> peak) {
    Rounds() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private List<Double> ratios() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < ours.size(); i++) {
        ratios.add(ours.get(i) / theirs.get(i));
      }
      return ratios;
    }
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
      Rounds found = new Rounds();
      try (Peer peer = new Peer(python, script);
          TrainingTurns turns = new TrainingTurns(network)) {
        turns.rate(WARM_UP);
        for (int round = 0; round < rounds; round++) {
          found.ours.add(turns.rate(TRAINING_TURN));
          found.theirs.add(peer.rate(network.json(WARM_UP, TRAINING_TURN)));
        }
      }
      try (Peer peer = new Peer(python, script)) {
        found.peak.add(peer.rate(PRODUCT_CASE) * 2 * Math.pow(PRODUCT, 3));
      }
      double peak = median(found.peak);
      row(network.name(), found, 1);
      print(
          " %.0f %%, %.0f %% |%n",
          100 * median(found.ours) * network.flops() / peak,
          100 * median(found.theirs) * network.flops() / peak);
    }
  }

  private void sampling() {
    print(
        "%n| draws | draws/s (lowest, highest) | peer | ratio (quartiles) |%n|---|---|---|---|%n");
    try (EstimationMachine machine = SamplingCase.machine()) {
      for (SamplingCase wanted : SamplingCase.all()) {
        Rounds found = new Rounds();
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
            found.ours.add(count / elapsed);
            found.theirs.add(peer.rate(wanted.json(WARM_UP, SAMPLING_TURN)));
          }
        }
        row(wanted.name(), found, (double) wanted.dataSets() * wanted.draws());
        print("%n");
      }
    }
  }

  private static void row(String name, Rounds found, double each) {
    List<Double> ratios = found.ratios();
    print(
        "| %s | %,.0f (%,.0f, %,.0f) | %,.0f | %.2f (%.2f, %.2f) |",
        name,
        each * median(found.ours),
        each * quantile(found.ours, 0),
        each * quantile(found.ours, 1),
        each * median(found.theirs),
        median(ratios),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75));
  }

  private static double median(List<Double> values) {
    return quantile(values, 0.5);
  }

  private static double quantile(List<Double> values, double probability) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.round(probability * (sorted.size() - 1)));
  }
}
