package io.github.bayesflow4j.peer;

import io.github.bayesflow4j.PairedRates;
import io.github.bayesflow4j.Surroundings;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.training.TrainingTurns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains and draws in turn with {@code benchmarks/peer.py}, the same networks in PyTorch, and
 * writes how many times as fast this library is.
 *
 * <p>The two never run at once.
 */
public final class PeerComparison {
  private static final int PRODUCT = 2048;
  private static final String PRODUCT_CASE =
      "{\"kind\": \"product\", \"name\": \"product\", \"size\": 2048, \"warm_up\": 0.3, "
          + "\"seconds\": 0.5}";

  private static final Pattern TORCH = Pattern.compile("\"torch\": \"([^\"]+)\"");
  private static final double WARM_UP = 1;
  private static final double TRAINING_TURN = 1.5;
  private static final double SAMPLING_TURN = 1;

  private final String python;
  private final String script;
  private final int rounds;
  private final StringBuilder page = new StringBuilder();

  private PeerComparison(String python, String script, int rounds) {
    this.python = python;
    this.script = script;
    this.rounds = rounds;
  }

  /**
   * Prints both tables, and writes them to a page when they are complete.
   *
   * @param args the Python command, the script, the number of rounds, and the file of the page
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    PeerComparison comparison = new PeerComparison(args[0], args[1], Integer.parseInt(args[2]));
    comparison.head();
    comparison.training();
    comparison.sampling();
    Files.writeString(Path.of(args[3]), comparison.page);
    // Threads of TensorFlow and of the simulations do not end by themselves.
    System.exit(0);
  }

  @SuppressWarnings("SystemOut") // the table is what the command is for
  private void print(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    System.out.print(text);
    page.append(text);
  }

  private void head() {
    print("# Training and drawing beside PyTorch%n%nWritten by the command in [performance]");
    print("(performance.md), which says what is compared.%n%n%s", Surroundings.describe());
    try (Peer peer = new Peer(python, script)) {
      Matcher torch = TORCH.matcher(peer.ask("{\"kind\": \"about\"}"));
      print(" PyTorch %s. %d rounds.%n", torch.find() ? torch.group(1) : "unknown", rounds);
    }
  }

  private void training() throws InterruptedException {
    print("%n| training | steps/s (lowest, highest) | peer | ratio (quartiles) |");
    print(" share of the product's speed, peer's |%n|---|---|---|---|---|%n");
    for (TrainingCase network : TrainingCase.all()) {
      PairedRates found = new PairedRates();
      PairedRates ours = new PairedRates();
      PairedRates theirs = new PairedRates();
      try (Peer peer = new Peer(python, script);
          TrainingTurns turns = new TrainingTurns(network.trainer())) {
        turns.rate(WARM_UP);
        for (int round = 0; round < rounds; round++) {
          double our = turns.rate(TRAINING_TURN);
          double their = peer.rate(network.json(WARM_UP, TRAINING_TURN));
          // Steps a second at the speed of the product.
          double most = peer.rate(PRODUCT_CASE) * 2 * Math.pow(PRODUCT, 3) / network.flops();
          found.add(our, their);
          ours.add(our, most);
          theirs.add(their, most);
        }
      }
      row(network.name(), found, 1);
      print(" %.0f %%, %.0f %% |%n", 100 * ours.ratio(0.5), 100 * theirs.ratio(0.5));
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

  private void row(String name, PairedRates found, double each) {
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
