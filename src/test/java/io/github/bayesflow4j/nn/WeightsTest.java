package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.Weights.Weight;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {

  private static Weights weights(float last) {
    Map<String, Weight> byName = new LinkedHashMap<>();
    byName.put("flow/kernel", new Weight(new long[] {2, 2}, new float[] {1, 2, 3, 4}));
    byName.put("flow/bias", new Weight(new long[] {2}, new float[] {5, 6}));
    byName.put("summary/bias", new Weight(new long[] {}, new float[] {last}));
    return new Weights(byName);
  }

  @Test
  void keepsOrderAndCounts() {
    assertThat(weights(1).names()).containsExactly("flow/kernel", "flow/bias", "summary/bias");
    assertThat(weights(1).count()).isEqualTo(7);
    assertThat(weights(1).startingWith("flow/").names())
        .containsExactly("flow/kernel", "flow/bias");
  }

  @Test
  void laterChangesToTheMapDoNotShow() {
    Map<String, Weight> byName = new LinkedHashMap<>();
    Weights weights = new Weights(byName);
    byName.put("bias", new Weight(new long[] {1}, new float[1]));
    assertThat(weights.names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneNumberThatIsNotFiniteShows(float bad) {
    assertThat(weights(Float.MAX_VALUE).allFinite()).isTrue();
    assertThat(weights(bad).allFinite()).isFalse();
  }

  @Test
  void aShapeHasItsNumberOfValues() {
    assertThatThrownBy(() -> new Weight(new long[] {2, 3}, new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected values for shape [2, 3], found 5");
  }

  @Test
  void aWeightIsAskedForByNameAndShape() {
    assertThat(weights(1).get("flow/bias", 2).values()).containsExactly(5, 6);
    assertThatThrownBy(() -> weights(1).get("flow/bias", 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight flow/bias: expected shape [1, 2], found [2]");
    assertThatThrownBy(() -> weights(1).get("bias"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no weight named bias");
  }
}
