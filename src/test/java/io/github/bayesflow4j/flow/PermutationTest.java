package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.flow.BijectorRun.Direction;
import io.github.bayesflow4j.flow.BijectorRun.Image;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    return Stream.of(
        new BijectorSubject("identity", 1, 0, scope -> new Permutation(0)),
        new BijectorSubject("swap", 2, 0, scope -> new Permutation(1, 0)),
        new BijectorSubject("cycle", 3, 2, scope -> new Permutation(2, 0, 1)),
        new BijectorSubject("random", 10, 0, scope -> random(10)));
  }

  private static Permutation random(int dimension) {
    return Permutation.random(new RandomStreams(3).stream(0), dimension);
  }

  @Test
  void movesComponentsExactly() {
    BijectorSubject cycle = new BijectorSubject("cycle", 3, 0, scope -> new Permutation(2, 0, 1));
    try (BijectorRun run = BijectorRun.trainable(cycle)) {
      Image there =
          run.apply(
              Direction.FORWARD,
              run.randomWeights(),
              new float[] {1e30f, -2, 1e-30f},
              new float[0]);
      assertThat(there.value()).containsExactly(1e-30f, 1e30f, -2);
      assertThat(there.logDet()).containsExactly(0);
    }
  }

  @Test
  void aRandomOneIsTheSameForTheSameStream() {
    float[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    float[] first = image(random(10), x);
    assertThat(first).isEqualTo(image(random(10), x)).isNotEqualTo(x);
    Arrays.sort(first);
    assertThat(first).isEqualTo(x);
  }

  private static float[] image(Permutation permutation, float[] x) {
    BijectorSubject subject = new BijectorSubject("", x.length, 0, scope -> permutation);
    try (BijectorRun run = new BijectorRun(subject, TestNetwork.trainable())) {
      return run.apply(Direction.FORWARD, run.randomWeights(), x, new float[0]).value();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2", "0 0", "0 2", "-1 0 1"})
  void eachComponentOccursOnce(String order) {
    int[] wrong = Arrays.stream(order.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThatThrownBy(() -> new Permutation(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected each of 0 .. "
                + (wrong.length - 1)
                + " once, found "
                + Arrays.stream(wrong).boxed().toList());
  }
}
