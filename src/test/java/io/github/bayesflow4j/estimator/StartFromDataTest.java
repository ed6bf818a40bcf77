package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.MixingSpec;
import io.github.bayesflow4j.spec.proto.NoMixingSpec;
import io.github.bayesflow4j.spec.proto.StandardizationSpec;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** Weights that start as a function of simulations. */
class StartFromDataTest {
  private static final int COUNT = 2000;
  private static final Observable DATA = Observable.vector("data", "x", "y");

  private final double[][] x = new double[COUNT][2];
  private final double[] a = new double[COUNT];
  private final double[] b = new double[COUNT];

  /** Two parameters, linear in two correlated data, with noise of deviation 0.3 and 2. */
  StartFromDataTest() {
    UniformRandomProvider random = new RandomStreams(8).stream(0);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    for (int i = 0; i < COUNT; i++) {
      x[i][0] = normal.sample();
      x[i][1] = 0.8 * x[i][0] + 0.6 * normal.sample();
      a[i] = 1.5 * x[i][0] - 0.7 * x[i][1] + 5 + 0.3 * normal.sample();
      b[i] = 0.2 * x[i][1] - 1 + 2 * normal.sample();
    }
  }

  private Simulations simulations(GenerativeModel model) {
    float[] theta = new float[2 * COUNT];
    float[] data = new float[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      theta[2 * i] = (float) a[i];
      theta[2 * i + 1] = (float) b[i];
      data[2 * i] = (float) x[i][0];
      data[2 * i + 1] = (float) x[i][1];
    }
    return new Simulations(
        model.space(), theta, new DataBatch(List.of(DATA), COUNT, 1, List.of(data), new float[0]));
  }

  private static GenerativeModel model() {
    return GenerativeModel.builder("linear")
        .prior(
            Prior.builder()
                .add("a", NormalDistribution.of(0, 1))
                .add("b", NormalDistribution.of(0, 1))
                .build())
        .observable(DATA)
        .size(DataSize.fixed(1))
        .jointSimulator((theta, known, n, random) -> new double[0][])
        .build();
  }

  private static EstimatorSpec spec(GenerativeModel model) {
    FlowSpec flow =
        TestFlows.affine(2, Activation.SILU, 8).toBuilder()
            .setLinearShift(true)
            .setMixing(MixingSpec.newBuilder().setNone(NoMixingSpec.getDefaultInstance()))
            .build();
    return EstimatorSpec.newBuilder()
        .setModel(ModelSpecs.of(model))
        .setSummaryNetwork(ResolvedSpecs.resolve(SummaryNetworks.identity()))
        .setFlow(ResolvedSpecs.resolve(flow))
        .setStandardization(
            StandardizationSpec.newBuilder()
                .setParameters(TestSpecs.moments(2, 0, 1))
                .addObservable(TestSpecs.moments(2, 0, 1)))
        .build();
  }

  /** Regression coefficients and the residuals' mean and deviation, in double precision. */
  private void assertStart(Weights weights, int component, double[] parameter) {
    RealMatrix design = MatrixUtils.createRealMatrix(COUNT, 3);
    for (int i = 0; i < COUNT; i++) {
      design.setRow(i, new double[] {1, x[i][0], x[i][1]});
    }
    RealVector observed = new ArrayRealVector(parameter);
    RealVector beta = new QRDecomposition(design).getSolver().solve(observed);
    float[] kernel = weights.get("flow/linear_shift/kernel").values();
    // The ridge, 1e-3 of the mean variance, changes a coefficient by up to 1e-3 / 0.2, the smallest
    // eigenvalue of the data's covariance, of itself.
    assertThat((double) kernel[component]).isCloseTo(beta.getEntry(1), within(0.01));
    assertThat((double) kernel[2 + component]).isCloseTo(beta.getEntry(2), within(0.01));
    double deviation = observed.subtract(design.operate(beta)).getNorm() / Math.sqrt(COUNT);
    float scale = weights.get("flow/block_1/act_norm/log_scale").values()[component];
    float shift = weights.get("flow/block_1/act_norm/shift").values()[component];
    assertThat((double) scale).isCloseTo(-Math.log(deviation), within(1e-3));
    assertThat((double) shift).isCloseTo(-beta.getEntry(0) / deviation, within(0.01));
  }

  @Test
  void theShiftIsTheRegressionAndActNormStandardizesWhatIsLeft() {
    GenerativeModel model = model();
    try (PosteriorEstimator estimator =
        new PosteriorEstimator(
            spec(model),
            new RandomStreams(1),
            Regularization.none(),
            BatchParts.whole(1),
            SessionThreads.deterministic())) {
      Op nothing = Ops.create(estimator.graph()).noOp();
      estimator.attach(
          new PosteriorEstimator.Update(List.of(), nothing, List.of(), (feed, rate, step) -> {}));
      estimator.startFrom(simulations(model));
      Weights weights = estimator.weights(estimator.variables());
      assertStart(weights, 0, a);
      assertStart(weights, 1, b);
      // Nothing is left to do for the second block, whose coupling before it is the identity.
      assertThat(weights.get("flow/block_2/act_norm/log_scale").values())
          .usingComparatorWithPrecision(1e-3f)
          .containsExactly(0, 0);
      assertThat(weights.get("flow/block_2/act_norm/shift").values())
          .usingComparatorWithPrecision(1e-3f)
          .containsExactly(0, 0);
    }
  }
}
