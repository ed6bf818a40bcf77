package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec.Padding;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Convolutions over time, against their definition. */
class Conv1dTest {
  private static final int BATCH = 2;
  private static final int IN = 3;
  private static final int FILTERS = 4;

  static Stream<ConvolutionSpec> layers() {
    return Stream.of(Padding.values())
        .flatMap(
            padding ->
                Stream.of(
                        List.of(1),
                        List.of(2),
                        List.of(3),
                        List.of(5),
                        List.of(1, 2, 4, 5),
                        List.of(1, 7))
                    .flatMap(
                        kernels ->
                            Stream.of(1, 2, 3, 5)
                                .filter(stride -> stride <= kernels.get(kernels.size() - 1))
                                .map(stride -> layer(padding, kernels, stride))));
  }

  private static ConvolutionSpec layer(Padding padding, List<Integer> kernels, int stride) {
    return ConvolutionSpec.newBuilder()
        .setFilters(FILTERS)
        .addAllKernel(kernels)
        .setStride(stride)
        .setPadding(padding)
        .build();
  }

  /** A layer with random weights. */
  private static final class Run implements AutoCloseable {
    private final TestNetwork network = TestNetwork.trainable();
    private final Conv1d layer;
    private final Operand<TFloat32> output;

    Run(ConvolutionSpec spec) {
      layer = new Conv1d(network.scope().in("layer"), IN, spec);
      output = layer.apply(network.tf(), network.input("x", -1, -1, IN));
    }

    Weights weights() {
      return network.randomWeights(3, 1);
    }

    float[] apply(float[] x) {
      int n = x.length / (BATCH * IN);
      return network
          .run(weights(), List.of(new Input("x", x, BATCH, n, IN)), List.of(output))
          .get(0);
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static float[] series(int n) {
    return TestNetwork.normal(new RandomStreams(n).stream(0), BATCH * n * IN, 1);
  }

  /** The definition, one product at a time. */
  private static double[] expected(ConvolutionSpec spec, Weights weights, float[] x) {
    int n = x.length / (BATCH * IN);
    int s = spec.getStride();
    int m = (n + s - 1) / s;
    int outputs = FILTERS * spec.getKernelCount();
    double[] y = new double[BATCH * m * outputs];
    for (int i = 0; i < y.length; i++) {
      int b = i / (m * outputs);
      int t = i / outputs % m;
      int scale = i % outputs / FILTERS;
      int filter = i % FILTERS;
      int k = spec.getKernel(scale);
      int before = spec.getPadding() == Padding.CAUSAL ? k - s : (int) Math.floor((k - s) / 2.0);
      float[] kernel = weights.get("layer/kernel_" + (scale + 1)).values();
      y[i] = weights.get("layer/bias").values()[i % outputs];
      for (int j = 0; j < k; j++) {
        int row = t * s - before + j;
        for (int c = 0; c < IN && row >= 0 && row < n; c++) {
          y[i] += (double) x[(b * n + row) * IN + c] * kernel[(j * IN + c) * FILTERS + filter];
        }
      }
    }
    return y;
  }

  @ParameterizedTest
  @MethodSource("layers")
  void isItsDefinition(ConvolutionSpec spec) {
    try (Run run = new Run(spec)) {
      assertThat(run.layer.outputs()).isEqualTo(FILTERS * spec.getKernelCount());
      assertThat(run.output.shape().get(2)).isEqualTo(run.layer.outputs());
      for (int n : new int[] {0, 1, 2, 3, 4, 6, 7, 20}) {
        float[] found = run.apply(series(n));
        double[] expected = expected(spec, run.weights(), series(n));
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
          assertThat((double) found[i]).isCloseTo(expected[i], within(1e-5));
        }
      }
    }
  }

  /** A series that begins a stride later, behind zeros, gives its output a row later. */
  @ParameterizedTest
  @MethodSource("layers")
  void movesWithTheSeries(ConvolutionSpec spec) {
    int n = 12;
    int later = spec.getStride() * 5;
    float[] early = new float[BATCH * (n + later) * IN];
    float[] late = new float[early.length];
    for (int b = 0; b < BATCH; b++) {
      int start = b * (n + later) * IN;
      System.arraycopy(series(n), b * n * IN, early, start, n * IN);
      System.arraycopy(series(n), b * n * IN, late, start + later * IN, n * IN);
    }
    try (Run run = new Run(spec)) {
      int width = run.layer.outputs();
      float[] ofEarly = run.apply(early);
      float[] ofLate = run.apply(late);
      int rows = ofLate.length / (BATCH * width);
      for (int b = 0; b < BATCH; b++) {
        float[] moved = Arrays.copyOfRange(ofLate, (b * rows + 5) * width, (b + 1) * rows * width);
        float[] unmoved =
            Arrays.copyOfRange(ofEarly, b * rows * width, ((b + 1) * rows - 5) * width);
        assertThat(moved).containsExactly(unmoved, within(1e-6f));
      }
    }
  }

  /** However many they are: the rows before them see zeros there all the same. */
  @ParameterizedTest
  @MethodSource("layers")
  void zerosAtTheEndChangeNothingBefore(ConvolutionSpec spec) {
    int n = 7;
    try (Run run = new Run(spec)) {
      float[] alone = run.apply(series(n));
      int size = alone.length / BATCH;
      for (int zeros : new int[] {1, 2, 9}) {
        float[] longer = new float[BATCH * (n + zeros) * IN];
        for (int b = 0; b < BATCH; b++) {
          System.arraycopy(series(n), b * n * IN, longer, b * (n + zeros) * IN, n * IN);
        }
        float[] found = run.apply(longer);
        for (int b = 0; b < BATCH; b++) {
          int start = b * found.length / BATCH;
          assertThat(Arrays.copyOfRange(found, start, start + size))
              .containsExactly(Arrays.copyOfRange(alone, b * size, (b + 1) * size), within(1e-6f));
        }
      }
    }
  }

  /** Down to the last row of a series whose length is no multiple of the stride. */
  @ParameterizedTest
  @MethodSource("layers")
  void everyRowIsSeen(ConvolutionSpec spec) {
    try (Run run = new Run(spec)) {
      for (int n : new int[] {1, 2, 3, 8}) {
        float[] before = run.apply(series(n));
        for (int row = 0; row < n; row++) {
          float[] x = series(n);
          x[row * IN] += 1;
          assertThat(run.apply(x)).as("row %d of %d changed", row, n).isNotEqualTo(before);
        }
      }
    }
  }

  @Test
  void aStrideThatLeavesRowsOutIsRefused() {
    assertThatThrownBy(() -> new Run(layer(Padding.CENTERED, List.of(3, 2), 4)))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "a convolution of stride 4 needs a kernel of at least that length to see every row,"
                + " but its longest has 3");
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyVariableReceivesItsGradient(ConvolutionSpec spec) {
    try (Run run = new Run(spec)) {
      GradientCheck.everyVariable(
          run.network,
          run.weights(),
          List.of(new Input("x", series(7), BATCH, 7, IN)),
          List.of(run.output));
    }
  }
}
