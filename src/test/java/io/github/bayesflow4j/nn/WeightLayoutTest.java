package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.Weights.Weight;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightLayoutTest {
  private static WeightLayout layout() {
    WeightLayout layout = new WeightLayout();
    layout.add("kernel", 3, 7);
    layout.add("scale");
    layout.add("bias", 16);
    return layout;
  }

  private static Weight counted(int from, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = from + i;
    }
    return new Weight(shape, values);
  }

  private static Weights weights() {
    return new Weights(
        Map.of(
            "kernel", counted(100, 3, 7),
            "scale", counted(200),
            "bias", counted(300, 16),
            "other", counted(400, 2)));
  }

  /** 21 numbers take two lines of 16, one takes one, and 16 take one. */
  @Test
  void everyWeightStartsAtAMultipleOf64Bytes() {
    assertThat(layout().places()).extracting(WeightLayout.Place::first).containsExactly(0, 32, 48);
    assertThat(layout().places()).extracting(WeightLayout.Place::size).containsExactly(21, 1, 16);
    assertThat(layout().places())
        .extracting(WeightLayout.Place::padding)
        .containsExactly(11, 15, 0);
    assertThat(layout().length()).isEqualTo(64);
    assertThat(new WeightLayout().length()).isZero();
  }

  @Test
  void whatIsJoinedIsCutAgainAndTheRestIsZero() {
    WeightLayout layout = layout();
    float[] vector = layout.joined(weights());
    assertThat(vector).hasSize(64);
    assertThat(vector[0]).isEqualTo(100);
    assertThat(vector[20]).isEqualTo(120);
    assertThat(vector[21]).isZero();
    assertThat(vector[32]).isEqualTo(200);
    assertThat(vector[63]).isEqualTo(315);
    Weights cut = layout.cut(vector);
    assertThat(cut.names()).containsExactly("kernel", "scale", "bias");
    for (String name : cut.names()) {
      assertThat(cut.get(name).shape()).containsExactly(weights().get(name).shape());
      assertThat(cut.get(name).values()).containsExactly(weights().get(name).values());
    }
  }

  @Test
  void aMissingWeightOrAnotherShapeIsRefused() {
    assertThatThrownBy(() -> layout().joined(new Weights(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no weight named kernel");
    Weights turned = new Weights(Map.of("kernel", counted(0, 7, 3)));
    assertThatThrownBy(() -> layout().joined(turned))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight kernel: expected shape [3, 7], found [7, 3]");
  }
}
