package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Convolutions over a grid, against their definition. */
class Conv2dTest {
  private static final int BATCH = 2;
  private static final int IN = 3;
  private static final int FILTERS = 4;

  private static float[] grids(int height, int width) {
    return TestNetwork.normal(
        new RandomStreams(height).stream(width), BATCH * height * width * IN, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 5, 4",
    "3, 1, 5, 4",
    "3, 2, 5, 4",
    "3, 2, 6, 7",
    "2, 1, 4, 3",
    "4, 3, 9, 8",
    "5, 2, 1, 1",
    "3, 3, 7, 8",
    "1, 2, 5, 4",
    "3, 1, 1, 6"
  })
  void isItsDefinition(int side, int stride, int height, int width) {
    float[] x = grids(height, width);
    try (TestNetwork network = TestNetwork.trainable()) {
      Conv2d layer =
          Conv2d.random(network.scope().in("layer"), new Conv2d.Sizes(IN, FILTERS, side, stride));
      Operand<TFloat32> y = layer.apply(network.tf(), network.input("x", -1, height, width, IN));
      int outHeight = (height + stride - 1) / stride;
      int before = side < stride ? 0 : (side - stride) / 2;
      int outWidth = (width + stride - 1) / stride;
      assertThat(y.shape().asArray()).containsExactly(-1, outHeight, outWidth, FILTERS);
      Weights weights = network.randomWeights(3, 1);
      float[] found =
          network
              .run(weights, List.of(new Input("x", x, BATCH, height, width, IN)), List.of(y))
              .get(0);
      assertThat(found).hasSize(BATCH * outHeight * outWidth * FILTERS);
      for (int i = 0; i < found.length; i++) {
        int filter = i % FILTERS;
        int column = i / FILTERS % outWidth * stride;
        int row = i / FILTERS / outWidth % outHeight * stride;
        int grid = i / FILTERS / outWidth / outHeight;
        double expected = weights.get("layer/bias").values()[filter];
        float[] kernel = weights.get("layer/kernel").values();
        for (int cell = 0; cell < side * side; cell++) {
          int r = row - before + cell / side;
          int c = column - before + cell % side;
          if (r >= 0 && r < height && c >= 0 && c < width) {
            for (int in = 0; in < IN; in++) {
              expected +=
                  (double) x[((grid * height + r) * width + c) * IN + in]
                      * kernel[(cell * IN + in) * FILTERS + filter];
            }
          }
        }
        assertThat((double) found[i]).as("value %d", i).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void aZeroLayerStartsWithoutEffect() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Conv2d layer = Conv2d.zero(network.scope().in("layer"), new Conv2d.Sizes(IN, FILTERS, 3, 1));
      Operand<TFloat32> y = layer.apply(network.tf(), network.input("x", -1, 2, 2, IN));
      assertThat(
              network
                  .run(
                      network.initialWeights(),
                      List.of(new Input("x", grids(2, 2), BATCH, 2, 2, IN)),
                      List.of(y))
                  .get(0))
          .containsOnly(0)
          .hasSize(BATCH * 4 * FILTERS);
    }
  }

  @Test
  void everyVariableReceivesItsGradient() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Conv2d layer =
          Conv2d.random(network.scope().in("layer"), new Conv2d.Sizes(IN, FILTERS, 3, 2));
      Operand<TFloat32> y = layer.apply(network.tf(), network.input("x", -1, 5, 4, IN));
      GradientCheck.everyVariable(
          network,
          network.randomWeights(3, 1),
          List.of(new Input("x", grids(5, 4), BATCH, 5, 4, IN)),
          List.of(y));
    }
  }
}
