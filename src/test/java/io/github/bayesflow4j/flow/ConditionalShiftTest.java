package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.TestNetwork;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConditionalShiftTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    return Stream.of(subject(1, 1), subject(3, 2), subject(10, 4));
  }

  private static BijectorSubject subject(int dimension, int width) {
    return new BijectorSubject(
        "conditional shift",
        dimension,
        width,
        scope -> new ConditionalShift(scope.in("shift"), dimension, width));
  }

  @Test
  void needsACondition() {
    try (TestNetwork network = TestNetwork.trainable()) {
      assertThatThrownBy(() -> new ConditionalShift(network.scope(), 2, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a condition to shift by, found none");
    }
  }
}
