package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EstimationMachineTest {
  private static final DataSet OBSERVED = DataSet.of(0.3, -1.2, 0.8, 1.9, 0.1);

  private final EstimationMachine machine = SmallMachines.rows(1);

  @Test
  void knowsWhatItIs() {
    assertThat(machine.name()).isEqualTo("rows");
    assertThat(machine.space().names()).containsExactly("theta", "rate");
    assertThat(machine.size().min()).isEqualTo(2);
    assertThat(machine.size().max()).isEqualTo(20);
  }

  @AfterAll
  void close() {
    machine.close();
  }

  private static void assertSame(PosteriorSamples found, PosteriorSamples expected) {
    assertThat(found.column(0)).isEqualTo(expected.column(0));
    assertThat(found.column(1)).isEqualTo(expected.column(1));
  }

  @Test
  void aSavedMachineGivesTheSameDrawsToTheBitWhereverItsFolderIs(@TempDir Path folder)
      throws Exception {
    Path first = folder.resolve("models/rows");
    machine.save(first);
    Path moved = folder.resolve("elsewhere");
    try (EstimationMachine loaded = EstimationMachine.load(first)) {
      assertSame(loaded.sample(OBSERVED, 500, 3), machine.sample(OBSERVED, 500, 3));
      assertThat(loaded.estimator()).isEqualTo(machine.estimator());
      loaded.save(folder.resolve("copy"));
    }
    Files.move(first, moved);
    double[][] points = {{0.1, 0.5}, {-1, 0.9}};
    for (Path place : List.of(moved, folder.resolve("copy"))) {
      try (EstimationMachine loaded = EstimationMachine.load(place)) {
        assertSame(loaded.sample(OBSERVED, 500, 3), machine.sample(OBSERVED, 500, 3));
        assertThat(loaded.logProb(OBSERVED, points)).isEqualTo(machine.logProb(OBSERVED, points));
        assertThat(loaded.summary(OBSERVED)).isEqualTo(machine.summary(OBSERVED));
        assertThat(loaded.card().getTraining()).isEqualTo(machine.card().getTraining());
        assertThat(loaded.card().getHistory()).isEqualTo(machine.card().getHistory());
      }
    }
  }

  @Test
  void theSeedAloneDecidesTheDraws() {
    PosteriorSamples draws = machine.sample(OBSERVED, 1000, -7);
    assertSame(machine.sample(OBSERVED, 1000, -7), draws);
    assertThat(machine.sample(OBSERVED, 1000, 7).column(0)).isNotEqualTo(draws.column(0));
    assertThat(machine.sample(OBSERVED, 1000, -7 + (1L << 40)).column(0))
        .isNotEqualTo(draws.column(0));
    for (double rate : draws.column("rate")) {
      assertThat(rate).isStrictlyBetween(0d, 1d);
    }
  }

  @Test
  void manyDrawsAreMadeInPiecesThatDiffer() {
    int piece = EstimationMachine.ROWS_AT_ONCE;
    PosteriorSamples many = machine.sample(OBSERVED, 100_000, 5);
    assertThat(many.count()).isEqualTo(100_000);
    assertSame(machine.sample(OBSERVED, 100_000, 5), many);
    double[] all = many.column("theta");
    // The first piece is what a request of its size gives.
    assertThat(Arrays.copyOf(all, piece))
        .isEqualTo(machine.sample(OBSERVED, piece, 5).column("theta"));
    double sd = many.sd("theta");
    for (int k = 1; k < 4; k++) {
      double[] part = Arrays.copyOfRange(all, k * piece, Math.min(100_000, (k + 1) * piece));
      double mean = Arrays.stream(part).average().orElseThrow();
      // Another stretch of the same distribution: its mean has deviation sd / sqrt(length), here
      // at least 1696 draws; five deviations are allowed.
      assertThat(mean).isEqualTo(many.mean("theta"), within(5 * sd / Math.sqrt(part.length)));
      // Single-precision normal draws repeat now and then, but no stretch does.
      assertThat(Arrays.copyOf(part, 1000)).isNotEqualTo(Arrays.copyOf(all, 1000));
    }
  }

  @Test
  void aListOfDataSetsOfDifferentSizesKeepsItsOrder() {
    List<DataSet> observed = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double[] x = new double[2 + i % 3];
      // Far apart, so that no posterior is taken for another.
      Arrays.fill(x, i % 2 == 0 ? -1.5 : 1.5);
      observed.add(DataSet.of(x));
    }
    List<PosteriorSamples> all = machine.sample(observed, 400, 9);
    assertThat(all).hasSize(12);
    for (int i = 0; i < 12; i++) {
      assertThat(all.get(i).count()).isEqualTo(400);
      PosteriorSamples alone = machine.sample(observed.get(i), 4000, 1);
      // Deviation of the difference of two means of 400 and 4000 draws; five are allowed.
      double deviation = alone.sd("theta") * Math.sqrt(1 / 400d + 1 / 4000d);
      assertThat(all.get(i).mean("theta")).isEqualTo(alone.mean("theta"), within(5 * deviation));
      assertThat(Math.signum(alone.mean("theta"))).isEqualTo(i % 2 == 0 ? -1 : 1);
    }
    List<PosteriorSamples> again = machine.sample(observed, 400, 9);
    for (int i = 0; i < 12; i++) {
      assertSame(again.get(i), all.get(i));
    }
    assertSame(machine.sample(List.of(OBSERVED), 400, 9).get(0), machine.sample(OBSERVED, 400, 9));
    assertThat(machine.sample(List.of(), 400, 9)).isEmpty();
  }

  @Test
  void dataSetsOfAListShareNoRandomNumbers() {
    // More draws than are made at once, so the first has pieces, and two sizes, so two groups.
    // Compared are latent vectors: the random numbers that were turned into draws.
    int draws = EstimationMachine.ROWS_AT_ONCE + 100;
    List<DataSet> observed = List.of(DataSet.of(1, 1), DataSet.of(1, 1, 1));
    List<PosteriorSamples> both = machine.sample(observed, draws, 9);
    double[][] first = latents(observed.get(0), both.get(0), EstimationMachine.ROWS_AT_ONCE, 100);
    double[][] second = latents(observed.get(1), both.get(1), 0, 100);
    for (int i = 0; i < 100; i++) {
      assertThat(Math.hypot(first[i][0] - second[i][0], first[i][1] - second[i][1]))
          .isGreaterThan(1e-3);
    }
  }

  private double[][] latents(DataSet observed, PosteriorSamples draws, int from, int count) {
    List<DataSet> repeated = Collections.nCopies(count, observed);
    float[] theta = new float[2 * count];
    for (int i = 0; i < count; i++) {
      theta[2 * i] = (float) draws.draw(from + i)[0];
      theta[2 * i + 1] = (float) draws.draw(from + i)[1];
    }
    return machine.latent(DataBatch.of(repeated, machine.observables(), 0), theta);
  }

  @Test
  void theLatentVectorsOfDrawsAreStandardNormal() {
    int draws = 2000;
    double[][] z = latents(OBSERVED, machine.sample(OBSERVED, draws, 4), 0, draws);
    for (int j = 0; j < 2; j++) {
      int component = j;
      double mean = Arrays.stream(z).mapToDouble(v -> v[component]).average().orElseThrow();
      double square =
          Arrays.stream(z).mapToDouble(v -> v[component] * v[component]).average().orElseThrow();
      // Deviations 1 / sqrt(n) = 0.022 and sqrt(2 / n) = 0.032; five are allowed.
      assertThat(mean).isEqualTo(0, within(0.11));
      assertThat(square).isEqualTo(1, within(0.16));
    }
  }

  @Test
  void theDensityIntegratesToOneAndHasTheMeanOfTheDraws() {
    int columns = 200;
    int rows = 200;
    double[][] points = new double[columns * rows][];
    double cell = 8d / columns / rows;
    for (int i = 0; i < points.length; i++) {
      points[i] = new double[] {-4 + 8 * (i / rows + 0.5) / columns, (i % rows + 0.5) / rows};
    }
    double[] logProb = machine.logProb(OBSERVED, points);
    double total = 0;
    double mean = 0;
    for (int i = 0; i < points.length; i++) {
      total += Math.exp(logProb[i]) * cell;
      mean += Math.exp(logProb[i]) * cell * points[i][0];
    }
    // The midpoint rule is exact to about the square of a step of 0.04 over a deviation of 0.4.
    assertThat(total).isEqualTo(1, within(5e-3));
    PosteriorSamples draws = machine.sample(OBSERVED, 40_000, 2);
    assertThat(draws.mean("theta"))
        .isEqualTo(mean / total, within(5 * draws.sd("theta") / Math.sqrt(40_000)));
    assertThat(machine.logProb(OBSERVED, points[1234])).isEqualTo(logProb[1234], within(1e-4));
    assertThat(machine.logProb(OBSERVED, new double[0][])).isEmpty();
  }

  @Test
  void fourThreadsGetTheSameDraws() throws Exception {
    PosteriorSamples expected = machine.sample(OBSERVED, 2000, 8);
    double[] density = machine.logProb(OBSERVED, new double[][] {{0.2, 0.4}});
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<PosteriorSamples>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(
            () -> {
              assertThat(machine.logProb(OBSERVED, new double[][] {{0.2, 0.4}})).isEqualTo(density);
              return machine.sample(OBSERVED, 2000, 8);
            });
      }
      for (Future<PosteriorSamples> call : threads.invokeAll(calls)) {
        assertSame(call.get(), expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aClosedMachineSaysSo() {
    EstimationMachine closed = SmallMachines.dose();
    DataSet observed = DataSet.of(1).withContext(1);
    assertThat(closed.sample(observed, 1, 1).count()).isEqualTo(1);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.sample(observed, 1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the machine is closed");
    assertThatThrownBy(() -> closed.logProb(observed, new double[] {0}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> closed.summary(observed)).isInstanceOf(IllegalStateException.class);
  }
}
