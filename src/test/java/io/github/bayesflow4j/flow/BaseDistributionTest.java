package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.GradientCheck;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.StudentTSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The base distributions but the standard normal one, which has its own test. */
class BaseDistributionTest {
  private static final int D = 2;
  private static final int DRAWS = 20_000;

  /** Degrees of freedom of the fixed Student-t. */
  private static final double DEGREES = 3;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** What is tested, each with weights of its own. */
  enum Base {
    FIXED_T(scope -> new StudentT(scope, D, student(DEGREES, false))) {
      @Override
      double density(Weights weights, double... z) {
        double product = 1;
        for (double value : z) {
          product *= TDistribution.of(DEGREES).density(value);
        }
        return product;
      }
    },
    LEARNED_T(scope -> new StudentT(scope, D, student(5, true))) {
      @Override
      double density(Weights weights, double... z) {
        float[] raw = weights.get("degrees_of_freedom").values();
        double product = 1;
        for (int i = 0; i < D; i++) {
          double softplus = Math.log1p(Math.exp(raw[i] + Math.log(Math.E - 1)));
          product *= TDistribution.of(0.5 + 4.5 * softplus).density(z[i]);
        }
        return product;
      }
    },
    UNIFORM(scope -> new UnitCube(D)) {
      @Override
      double density(Weights weights, double... z) {
        return 1;
      }
    },
    MIXTURE(scope -> new NormalMixture(scope, D, 3)) {
      @Override
      double density(Weights weights, double... z) {
        float[] raw = weights.get("weights").values();
        float[] means = weights.get("means").values();
        float[] logScales = weights.get("log_scales").values();
        double total = 0;
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          double product = Math.exp(raw[k]);
          total += product;
          for (int i = 0; i < D; i++) {
            NormalDistribution normal =
                NormalDistribution.of(means[3 * i + k], Math.exp(logScales[3 * i + k]));
            product *= normal.density(z[i]);
          }
          sum += product;
        }
        return sum / total;
      }
    };

    private final Function<VariableScope, BaseDistribution> maker;

    Base(Function<VariableScope, BaseDistribution> maker) {
      this.maker = maker;
    }

    /** In double precision. */
    abstract double density(Weights weights, double... z);

    /** Points where it has a density. */
    float[] points(int count) {
      float[] z = TestNetwork.normal(new RandomStreams(4).stream(0), count * D, 2);
      if (this == UNIFORM) {
        return BijectorSubject.Space.UNIT_INTERVALS.take(z);
      }
      return z;
    }
  }

  private static StudentTSpec student(double degrees, boolean learnable) {
    return StudentTSpec.newBuilder().setDegreesOfFreedom(degrees).setLearnable(learnable).build();
  }

  /** Values far from those at the start, and for the mixture far from each other. */
  private static Weights weights(TestNetwork network) {
    Map<String, Weight> all = new LinkedHashMap<>();
    Weights random = network.randomWeights(3, 2);
    random.names().forEach(name -> all.put(name, random.get(name)));
    if (all.containsKey("degrees_of_freedom")) {
      all.put("degrees_of_freedom", new Weight(new long[] {D}, new float[] {-2.2f, 1.5f}));
    }
    return new Weights(all);
  }

  private static List<float[]> run(
      Base base, List<Input> inputs, Function<BaseGraph, List<Operand<TFloat32>>> fetches) {
    try (TestNetwork network = TestNetwork.trainable()) {
      BaseGraph graph = new BaseGraph(network, base.maker.apply(network.scope()));
      List<Operand<TFloat32>> wanted = fetches.apply(graph);
      return network.run(weights(network), inputs, wanted);
    }
  }

  private record BaseGraph(TestNetwork network, BaseDistribution base) {
    Ops tf() {
      return network.tf();
    }

    Operand<TFloat32> z() {
      return network.input("z", -1, D);
    }

    Operand<TFloat32> draws(int rows, long seed) {
      return base.sample(
          tf(), tf().constant(new int[] {rows, D}), tf().constant(new long[] {seed, 0}));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDensityIsThatOfItsFormula(Base base) {
    float[] z = base.points(50);
    z[0] = base == Base.UNIFORM ? 0.5f : 40;
    try (TestNetwork network = TestNetwork.trainable()) {
      BaseDistribution made = base.maker.apply(network.scope());
      Operand<TFloat32> energy = made.energy(network.tf(), network.input("z", -1, D));
      Weights weights = weights(network);
      float[] found =
          network.run(weights, List.of(new Input("z", z, 50, D)), List.of(energy)).get(0);
      for (int row = 0; row < 50; row++) {
        double expected = Math.log(base.density(weights, z[2 * row], z[2 * row + 1]));
        if (Double.isFinite(expected)) {
          assertThat(-found[row] - made.logNormalizer())
              .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNIFORM", "FIXED_T"})
  void everyVariableReceivesItsGradient(Base base) {
    try (TestNetwork network = TestNetwork.trainable()) {
      BaseDistribution made = base.maker.apply(network.scope());
      Operand<TFloat32> energy = made.energy(network.tf(), network.input("z", -1, D));
      GradientCheck.everyVariable(
          network,
          network.randomWeights(2, 0.7),
          List.of(new Input("z", base.points(100), 100, D)),
          List.of(energy));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSeedFixesTheDraws(Base base) {
    List<float[]> draws =
        run(base, List.of(), graph -> List.of(graph.draws(50, 11), graph.draws(50, 12)));
    List<float[]> again =
        run(base, List.of(), graph -> List.of(graph.draws(50, 11), graph.draws(50, 12)));
    assertThat(again.get(0)).hasSize(50 * D).isEqualTo(draws.get(0)).isNotEqualTo(draws.get(1));
  }

  /**
   * Draws of every distribution become independent standard normal numbers. Fixed seed; a right
   * sampler fails a test of Kolmogorov and Smirnov with probability 1e-3, and the correlation of
   * 2e4 pairs has a standard deviation of 0.007.
   */
  @ParameterizedTest
  @EnumSource
  void drawsHaveStandardNormalScores(Base base) {
    float[] scores =
        run(
                base,
                List.of(),
                graph -> List.of(graph.base().toNormal(graph.tf(), graph.draws(DRAWS, 3))))
            .get(0);
    double product = 0;
    for (int i = 0; i < D; i++) {
      double[] column = new double[DRAWS];
      int j = i;
      Arrays.setAll(column, row -> scores[D * row + j]);
      assertThat(pValue(column, NORMAL::cumulativeProbability)).isGreaterThan(1e-3);
    }
    for (int row = 0; row < DRAWS; row++) {
      product += (double) scores[D * row] * scores[D * row + 1];
    }
    assertThat(product / DRAWS).isCloseTo(0, within(0.03));
  }

  private static double pValue(double[] values, DoubleUnaryOperator cdf) {
    return KolmogorovSmirnovTest.withDefaults().test(values, cdf).getPValue();
  }

  /** By the sampler alone, with no score in between. */
  @Test
  void studentDrawsFollowTheirDistribution() {
    float[] draws = run(Base.FIXED_T, List.of(), graph -> List.of(graph.draws(DRAWS, 5))).get(0);
    double[] all = new double[draws.length];
    Arrays.setAll(all, i -> draws[i]);
    assertThat(pValue(all, TDistribution.of(DEGREES)::cumulativeProbability)).isGreaterThan(1e-3);
  }

  /** Scores are exact far into both tails, where probabilities are small. */
  @ParameterizedTest
  @ValueSource(floats = {-1000, -30, -3, -0.1f, 0, 0.7f, 12, 4000})
  void studentScoresAreThoseOfTheSameProbability(float z) {
    float score =
        run(
                Base.FIXED_T,
                List.of(new Input("z", new float[] {z, -z}, 1, D)),
                graph -> List.of(graph.base().toNormal(graph.tf(), graph.z())))
            .get(0)[0];
    TDistribution t = TDistribution.of(DEGREES);
    double expected =
        z < 0
            ? NORMAL.inverseCumulativeProbability(t.cumulativeProbability(z))
            : NORMAL.inverseSurvivalProbability(t.survivalProbability(z));
    assertThat((double) score).isCloseTo(expected, within(1e-4));
  }

  @Test
  void noUniformDrawIsZeroOrOne() {
    float[] draws = run(Base.UNIFORM, List.of(), graph -> List.of(graph.draws(500_000, 7))).get(0);
    float least = 1;
    float largest = 0;
    for (float draw : draws) {
      least = Math.min(least, draw);
      largest = Math.max(largest, draw);
    }
    // A million draws of 2^23 values: the ends are each reached with probability 0.11 or not.
    assertThat(least).isGreaterThan(0);
    assertThat(largest).isLessThan(1);
  }

  @ParameterizedTest
  @EnumSource
  void scoresAreFiniteFarOut(Base base) {
    float[] far = {1e10f, -1e10f, 0, 1, -0f, 1e-30f, 1e6f, -1e6f};
    float[] scores =
        run(
                base,
                List.of(new Input("z", far, far.length / D, D)),
                graph -> List.of(graph.base().toNormal(graph.tf(), graph.z())))
            .get(0);
    for (float score : scores) {
      assertThat(score).isFinite();
    }
  }
}
