package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.PosteriorRun.Data;
import io.github.bayesflow4j.nn.GradientCheck;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PosteriorLossTest {
  private static final ParameterSpace SPACE =
      TestSpecs.space(Support.real(), Support.positive(), Support.bounded(0, 1));
  private static final EstimatorSpec SPEC =
      TestSpecs.estimator(SPACE, DataSize.uniform(1, 9), "dose");
  private static final int COUNT = 50;

  /** Data sets of 3 to 6 rows, the rest absent. */
  private static Data data() {
    Data full = Data.normal(COUNT, 6);
    float[] values = full.values().clone();
    for (int i = 0; i < COUNT; i++) {
      Arrays.fill(values, 12 * i + 2 * (3 + i % 4), 12 * (i + 1), Float.NaN);
    }
    float[] context = TestNetwork.normal(new RandomStreams(8).stream(0), COUNT, 1);
    return new Data(COUNT, 6, values, context);
  }

  /** Parameters of each data set. */
  private static float[] theta() {
    float[] theta = TestNetwork.normal(new RandomStreams(9).stream(0), 3 * COUNT, 1);
    for (int i = 0; i < COUNT; i++) {
      theta[3 * i + 1] = (float) Math.exp(theta[3 * i + 1]);
      theta[3 * i + 2] = (float) (1 / (1 + Math.exp(-theta[3 * i + 2])));
    }
    return theta;
  }

  /** log|dt/da|, a being standardized with deviation 0.8, from the second formula for t(a). */
  private static double logCompression(double u) {
    double a = (u - 0.2) / 0.8;
    double k = 1 / (2.5 * 2.5);
    // t = a w^(-1/4), w = 1 + k a^2; dt/da by the product rule.
    double w = 1 + k * a * a;
    return Math.log(Math.pow(w, -0.25) - 0.5 * k * a * a * Math.pow(w, -1.25));
  }

  /** log|dt/dtheta| of one parameter vector: what the loss leaves out of the log-density. */
  private static double logJacobian(double[] theta) {
    double p = theta[2];
    double logOdds = Math.log(p / (1 - p));
    return -3 * Math.log(0.8)
        - Math.log(theta[1])
        + logCompression(Math.log(theta[1]))
        - Math.log(p * (1 - p))
        + logCompression(logOdds);
  }

  /** The log-density holds the same flow, so the loss follows from it and the Jacobians. */
  @Test
  void isHalfTheSquaredLatentMinusTheLogDeterminant() {
    Data data = data();
    float[] theta = theta();
    try (PosteriorRun run = PosteriorRun.trainable(SPEC)) {
      Weights weights = run.randomWeights();
      float[] z = run.latent(weights, data, theta);
      float[] logProb = run.logProb(weights, data, theta);
      double sum = 0;
      for (int i = 0; i < COUNT; i++) {
        double square = 0;
        for (int j = 3 * i; j < 3 * i + 3; j++) {
          square += (double) z[j] * z[j];
        }
        double[] point = {theta[3 * i], theta[3 * i + 1], theta[3 * i + 2]};
        double logNormal = -square / 2 - 1.5 * Math.log(2 * Math.PI);
        double logDet = logProb[i] - logNormal - logJacobian(point);
        sum += square / 2 - logDet;
      }
      assertThat((double) run.loss(weights, data, theta)).isCloseTo(sum / COUNT, within(1e-4));
    }
  }

  @Test
  void isTheSameInPartsOfUnequalSizes() {
    Data data = data();
    float[] theta = theta();
    try (PosteriorRun run = PosteriorRun.trainable(SPEC)) {
      Weights weights = run.randomWeights();
      float whole = run.loss(weights, data, theta);
      for (int parts : new int[] {1, 3, COUNT}) {
        // 50 data sets in three parts are 16, 17 and 17.
        float inParts = run.loss(weights, data, theta, new BatchParts(COUNT, parts));
        assertThat(inParts).as("%d parts", parts).isCloseTo(whole, within(1e-5f * whole));
      }
    }
  }

  /**
   * With all weights zero but the scale exp(s) and the shift b of the last act-norm, z = a exp(s) +
   * b for one real parameter and the loss is z^2 / 2 - s: a larger determinant lowers it.
   */
  @Test
  void hasTheSignsOfTheCorrectedEquation() {
    double s = 0.7;
    double b = -0.4;
    EstimatorSpec spec =
        TestSpecs.estimator(TestSpecs.space(Support.real()), DataSize.uniform(1, 9));
    try (PosteriorRun run = PosteriorRun.trainable(spec)) {
      Weights random = run.randomWeights();
      Map<String, Weight> weights = new LinkedHashMap<>();
      for (String name : random.names()) {
        float[] values = new float[random.get(name).values().length];
        if (name.startsWith("flow/block_2/act_norm/")) {
          values[0] = (float) (name.endsWith("log_scale") ? s : b);
        }
        weights.put(name, new Weight(random.get(name).shape(), values));
      }
      double z = (1.3 - 0.2) / 0.8 * Math.exp(s) + b;
      assertThat((double) run.loss(new Weights(weights), Data.normal(1, 4), new float[] {1.3f}))
          .isCloseTo(z * z / 2 - s, within(1e-5));
    }
  }

  @Test
  void itsGradientReachesEveryVariableOfBothNetworks() {
    try (PosteriorRun run = PosteriorRun.trainable(SPEC)) {
      assertThat(run.network().scope().names())
          .anyMatch(name -> name.startsWith("summary/"))
          .anyMatch(name -> name.startsWith("flow/"));
      // Minus the log-density is the loss but for Jacobians that no variable enters.
      GradientCheck.everyVariable(
          run.network(),
          run.randomWeights(),
          run.lossInputs(data(), theta()),
          run.loss(),
          run.logProb());
    }
  }

  @Test
  void startsAtTheStandardNormalOfTheCompressedParameters() {
    EstimatorSpec spec =
        TestSpecs.estimator(TestSpecs.space(Support.real()), DataSize.uniform(1, 9));
    try (PosteriorRun run = PosteriorRun.trainable(spec)) {
      double a = (1.3 - 0.2) / 0.8;
      Weights initial = run.network().initialWeights();
      assertThat((double) run.loss(initial, Data.normal(1, 4), new float[] {1.3f}))
          .isCloseTo(a * a / 2, within(1e-5));
    }
  }

  @Test
  void thePenaltyIsTheSquaredNormOfTheKernels() {
    try (PosteriorRun run = PosteriorRun.trainable(SPEC)) {
      Weights weights = run.randomWeights();
      double squares = 0;
      for (String name : weights.names()) {
        if (name.endsWith("kernel")) {
          for (float value : weights.get(name).values()) {
            squares += (double) value * value;
          }
        }
      }
      float[] penalty =
          run.network().run(weights, List.of(), List.of(run.posterior().penalty(0.01))).get(0);
      assertThat((double) penalty[0]).isCloseTo(0.01 * squares, within(1e-5 * squares));
    }
  }
}
