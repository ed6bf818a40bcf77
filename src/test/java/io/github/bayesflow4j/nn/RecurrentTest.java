package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Cell;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Recurrent layers against their equations in plain Java. */
class RecurrentTest {
  private static final int INPUTS = 3;
  private static final int UNITS = 4;
  private static final int LARGEST = 9;
  private static final int[] LENGTHS = {7, 1, 9, 4};

  /** What stands behind the end of a series; no result may show it. */
  private static final float BEHIND = 1e4f;

  private record Fixture(TestNetwork network, Recurrent recurrent, Operand<TFloat32> last)
      implements AutoCloseable {

    static Fixture of(RecurrentLayersSpec spec) {
      TestNetwork network = TestNetwork.trainable();
      Ops tf = network.tf();
      Recurrent recurrent = new Recurrent(network.scope().in("rnn"), spec, INPUTS, LARGEST);
      Operand<TInt32> length = tf.dtypes.cast(network.input("length", -1), TInt32.class);
      Operand<TFloat32> last = recurrent.last(tf, network.input("x", -1, -1, INPUTS), length);
      return new Fixture(network, recurrent, last);
    }

    float[] run(Weights weights, float[] x, int rows, int... lengths) {
      return network.run(weights, inputs(x, rows, lengths), List.of(last)).get(0);
    }

    static List<Input> inputs(float[] x, int rows, int... lengths) {
      float[] length = new float[lengths.length];
      for (int i = 0; i < length.length; i++) {
        length[i] = lengths[i];
      }
      return List.of(
          new Input("x", x, lengths.length, rows, INPUTS),
          new Input("length", length, lengths.length));
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static RecurrentLayersSpec spec(Cell cell, int layers, Direction direction) {
    return RecurrentLayersSpec.newBuilder()
        .setCell(cell)
        .setUnits(UNITS)
        .setLayers(layers)
        .setDirection(direction)
        .build();
  }

  static List<RecurrentLayersSpec> specs() {
    List<RecurrentLayersSpec> all = new ArrayList<>();
    for (Cell cell : Cell.values()) {
      for (Direction direction : Direction.values()) {
        all.add(spec(cell, 1, direction));
        all.add(spec(cell, 3, direction));
      }
    }
    return all;
  }

  /** Series of the lengths above, padded to the longest. */
  private static float[] series() {
    float[] x =
        TestNetwork.normal(new RandomStreams(5).stream(0), LENGTHS.length * LARGEST * INPUTS, 1);
    for (int i = 0; i < LENGTHS.length; i++) {
      Arrays.fill(x, (i * LARGEST + LENGTHS[i]) * INPUTS, (i + 1) * LARGEST * INPUTS, BEHIND);
    }
    return x;
  }

  /** The last states of one series, from the equations. */
  private static double[] expected(RecurrentLayersSpec spec, Weights weights, double[][] rows) {
    boolean both = spec.getDirection() == Direction.BIDIRECTIONAL;
    int n = rows.length;
    double[][] seen = rows;
    double[] last = {};
    for (int i = 1; i <= spec.getLayers(); i++) {
      String layer = "rnn/layer_" + i;
      double[][] forward = states(spec, weights, layer + "/forward", seen);
      last = forward[n - 1];
      if (both) {
        double[][] met =
            states(spec, weights, layer + "/backward", RecurrentCells.backward(seen, n));
        last = RecurrentCells.joined(last, met[n - 1]);
        double[][] backward = RecurrentCells.backward(met, n);
        for (int t = 0; t < n; t++) {
          forward[t] = RecurrentCells.joined(forward[t], backward[t]);
        }
      }
      seen = forward;
    }
    return last;
  }

  private static double[][] states(
      RecurrentLayersSpec spec, Weights weights, String layer, double[][] rows) {
    return spec.getCell() == Cell.LSTM
        ? RecurrentCells.lstm(weights, layer, rows, UNITS)
        : RecurrentCells.gru(weights, layer, rows, UNITS);
  }

  private static double[][] rows(float[] x, int index, int length) {
    double[][] rows = new double[length][INPUTS];
    for (int t = 0; t < length; t++) {
      for (int j = 0; j < INPUTS; j++) {
        rows[t][j] = x[(index * LARGEST + t) * INPUTS + j];
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void followsTheEquationsUpToTheEndOfEachSeries(RecurrentLayersSpec spec) {
    try (Fixture fixture = Fixture.of(spec)) {
      Weights weights = fixture.network.randomWeights(3, 1);
      float[] x = series();
      float[] found = fixture.run(weights, x, LARGEST, LENGTHS);
      int width = fixture.recurrent.outputs();
      assertThat(found).hasSize(LENGTHS.length * width);
      for (int i = 0; i < LENGTHS.length; i++) {
        double[] expected = expected(spec, weights, rows(x, i, LENGTHS[i]));
        assertThat(expected).hasSize(width);
        for (int j = 0; j < width; j++) {
          assertThat((double) found[i * width + j]).isCloseTo(expected[j], within(1e-5));
        }
      }
    }
  }

  /** One graph takes a series of one row and one of thousands. */
  @ParameterizedTest
  @EnumSource(Direction.class)
  void anLstmTakesAnyLength(Direction direction) {
    RecurrentLayersSpec spec = spec(Cell.LSTM, 2, direction);
    int n = 3000;
    try (Fixture fixture = Fixture.of(spec)) {
      Weights weights = fixture.network.randomWeights(3, 1);
      float[] x = TestNetwork.normal(new RandomStreams(6).stream(0), n * INPUTS, 1);
      for (int length : new int[] {1, n}) {
        float[] found = fixture.run(weights, Arrays.copyOf(x, length * INPUTS), length, length);
        double[] expected = expected(spec, weights, rows(x, 0, length));
        for (int j = 0; j < expected.length; j++) {
          assertThat((double) found[j]).isCloseTo(expected[j], within(1e-5));
        }
      }
    }
  }

  @Test
  void aGruRefusesSeriesTooLongForItsGraph() {
    try (TestNetwork network = TestNetwork.trainable()) {
      RecurrentLayersSpec spec = spec(Cell.GRU, 1, Direction.UNIDIRECTIONAL);
      VariableScope scope = network.scope();
      assertThat(new Recurrent(scope.in("longest"), spec, INPUTS, 1000).outputs()).isEqualTo(UNITS);
      assertThatThrownBy(() -> new Recurrent(scope.in("longer"), spec, INPUTS, 1001))
          .isInstanceOf(SpecException.class)
          .hasMessage(
              "cell GRU takes series of at most 1000 rows, but the model has up to 1001;"
                  + " choose LSTM");
    }
  }

  @Test
  void theStateHasTheUnitsOfEachDirection() {
    for (RecurrentLayersSpec spec : specs()) {
      try (Fixture fixture = Fixture.of(spec)) {
        int directions = spec.getDirection() == Direction.BIDIRECTIONAL ? 2 : 1;
        assertThat(fixture.recurrent.outputs()).isEqualTo(directions * UNITS);
        // Layers after it need the width when the graph is built.
        assertThat(fixture.last.shape().get(1)).isEqualTo(directions * UNITS);
      }
    }
  }

  /** Layers below it learn through it; rows behind the end of a series have no gradient. */
  @ParameterizedTest
  @MethodSource("specs")
  void gradientsReachTheRows(RecurrentLayersSpec spec) {
    float[] x = series();
    float[] found = rowGradient(spec, x);
    try (Fixture fixture = Fixture.of(spec)) {
      Weights weights = fixture.network.randomWeights(3, 1);
      for (int i = 0; i < LENGTHS.length; i++) {
        double[][] rows = rows(x, i, LENGTHS[i]);
        for (int t = 0; t < LARGEST; t++) {
          for (int j = 0; j < INPUTS; j++) {
            double expected = t < LENGTHS[i] ? slope(spec, weights, rows, t, j) : 0;
            assertThat((double) found[(i * LARGEST + t) * INPUTS + j])
                .isCloseTo(expected, within(1e-5));
          }
        }
      }
    }
  }

  /** The gradient of the sum of all last states, from the graph. */
  private static float[] rowGradient(RecurrentLayersSpec spec, float[] x) {
    try (Fixture fixture = Fixture.of(spec)) {
      Weights weights = fixture.network.randomWeights(3, 1);
      TestNetwork network = fixture.network;
      Ops tf = network.tf();
      Operand<TFloat32> sum = tf.sum(fixture.last, tf.constant(new int[] {0, 1}));
      Output<?> gradient =
          network.graph()
              .addGradients(sum.asOutput(), new Output<?>[] {network.variable("x").asOutput()})[0];
      @SuppressWarnings("unchecked") // of the type of x
      Operand<TFloat32> typed = (Output<TFloat32>) gradient;
      return network.run(weights, Fixture.inputs(x, LARGEST, LENGTHS), List.of(typed)).get(0);
    }
  }

  /** The same from the equations, by central differences in double precision. */
  private static double slope(
      RecurrentLayersSpec spec, Weights weights, double[][] rows, int t, int j) {
    double step = 1e-5;
    double value = rows[t][j];
    rows[t][j] = value + step;
    double above = Arrays.stream(expected(spec, weights, rows)).sum();
    rows[t][j] = value - step;
    double below = Arrays.stream(expected(spec, weights, rows)).sum();
    rows[t][j] = value;
    return (above - below) / (2 * step);
  }

  /** Graphs are made and differentiated by several threads of a process. */
  @Test
  void severalThreadsBuildGradients() throws Exception {
    float[] x = series();
    RecurrentLayersSpec lstm = spec(Cell.LSTM, 2, Direction.BIDIRECTIONAL);
    RecurrentLayersSpec gru = spec(Cell.GRU, 2, Direction.BIDIRECTIONAL);
    float[] ofLstm = rowGradient(lstm, x);
    float[] ofGru = rowGradient(gru, x);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<float[]>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RecurrentLayersSpec spec = i % 2 == 0 ? lstm : gru;
        calls.add(() -> rowGradient(spec, x));
      }
      List<Future<float[]>> found = threads.invokeAll(calls);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).get()).isEqualTo(i % 2 == 0 ? ofLstm : ofGru);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
