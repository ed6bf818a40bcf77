package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.FlowSpec.ActNormStart;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.CauchyDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ActNormTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    return IntStream.of(1, 2, 10)
        .mapToObj(
            d ->
                new BijectorSubject(
                    "act-norm",
                    d,
                    0,
                    scope -> new ActNorm(scope.in("act_norm"), d, ActNormStart.IDENTITY)));
  }

  /** Log-scales and shifts that two columns of {@code rows} are started with. */
  private static List<float[]> started(float[] rows) {
    try (TestNetwork network = TestNetwork.trainable()) {
      ActNorm actNorm = new ActNorm(network.scope().in("act_norm"), 2, ActNormStart.FROM_DATA);
      actNorm.forward(network.tf(), network.input("theta", -1, 2), Condition.none());
      Weights started = network.started(List.of(new Input("theta", rows, rows.length / 2, 2)));
      return List.of(
          started.get("act_norm/log_scale").values(), started.get("act_norm/shift").values());
    }
  }

  private static float[] columns(
      ContinuousDistribution first, ContinuousDistribution second, int count) {
    float[] rows = new float[2 * count];
    int column = 0;
    for (ContinuousDistribution distribution : List.of(first, second)) {
      ContinuousDistribution.Sampler sampler =
          distribution.createSampler(new RandomStreams(3).stream(column));
      for (int i = 0; i < count; i++) {
        rows[2 * i + column] = (float) sampler.sample();
      }
      column++;
    }
    return rows;
  }

  /** One column of each kind: neither changes what the other gets. */
  @Test
  void itStartsByMeanAndDeviationOrWithHeavyTailsByQuartiles() {
    int count = 1000;
    float[] rows = columns(NormalDistribution.of(2, 0.5), CauchyDistribution.of(-3, 2), count);
    List<float[]> found = started(rows);
    double mean = 0;
    double square = 0;
    float[] heavy = new float[count];
    for (int i = 0; i < count; i++) {
      mean += rows[2 * i] / (double) count;
      square += (double) rows[2 * i] * rows[2 * i] / count;
      heavy[i] = rows[2 * i + 1];
    }
    double deviation = Math.sqrt(square - mean * mean);
    assertThat((double) found.get(0)[0]).isCloseTo(-Math.log(deviation), within(1e-5));
    assertThat((double) found.get(1)[0]).isCloseTo(-mean / deviation, within(1e-4));
    Arrays.sort(heavy);
    // In descending order the quartiles are counted from above.
    double width = (heavy[count - 1 - count / 4] - heavy[count - 1 - 3 * count / 4]) / 1.34898;
    assertThat((double) found.get(0)[1]).isCloseTo(-Math.log(width), within(1e-5));
    assertThat((double) found.get(1)[1])
        .isCloseTo(-heavy[count - 1 - count / 2] / width, within(1e-5));
  }

  @Test
  void aColumnOfEqualNumbersKeepsAFiniteScale() {
    float[] rows = new float[200];
    Arrays.fill(rows, 7);
    for (float[] start : started(rows)) {
      assertThat(start[0]).isFinite();
      assertThat(start[1]).isFinite();
    }
  }
}
