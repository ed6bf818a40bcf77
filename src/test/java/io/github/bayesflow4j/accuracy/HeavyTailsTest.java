package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.diagnostics.CalibrationError;
import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDiagnostics;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.BaseSpec;
import io.github.bayesflow4j.spec.proto.CosineRate;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.StandardNormalSpec;
import io.github.bayesflow4j.spec.proto.StudentTSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.Trainer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.CauchyDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A Cauchy posterior, by the same flow to two bases.
 *
 * <p>A sort k of nine is drawn and theta ~ Cauchy(m_k, s_k); the data are (m_k, log s_k). As a
 * process: theta from the mixture of all nine, then k with the probabilities that theta gives them.
 * So the posterior is Cauchy(m_k, s_k).
 */
@Tag("slow")
class HeavyTailsTest {
  private static final int TEST_SETS = 2000;
  private static final int DRAWS = 1000;

  private static final List<CauchyDistribution> SORTS =
      Stream.of(-2, 0, 2)
          .flatMap(m -> Stream.of(0.5, 1.0, 2.0).map(s -> CauchyDistribution.of(m, s)))
          .toList();

  /** All sorts, each as likely. */
  private record Mixture() implements Marginal {
    @Override
    public Support support() {
      return Support.real();
    }

    @Override
    public void sample(UniformRandomProvider random, double[] theta, int offset) {
      CauchyDistribution sort = SORTS.get(random.nextInt(SORTS.size()));
      theta[offset] = sort.createSampler(random).sample();
    }

    @Override
    public double logDensity(double[] theta, int offset) {
      return Math.log(total(theta[offset]) / SORTS.size());
    }
  }

  private static double total(double theta) {
    return SORTS.stream().mapToDouble(sort -> sort.density(theta)).sum();
  }

  private static double[] sort(double theta, UniformRandomProvider random) {
    double left = random.nextDouble() * total(theta);
    int k = 0;
    while (k < SORTS.size() - 1 && left >= SORTS.get(k).density(theta)) {
      left -= SORTS.get(k).density(theta);
      k++;
    }
    return new double[] {SORTS.get(k).getLocation(), Math.log(SORTS.get(k).getScale())};
  }

  private static GenerativeModel model() {
    return GenerativeModel.builder("heavy")
        .prior(Prior.builder().add("theta", new Mixture()).build())
        .observable(Observable.vector("data", "m", "log_s"))
        .simulator((theta, n, random) -> sort(theta[0], random))
        .build();
  }

  private static EstimationMachine trained(BaseSpec base) {
    FlowSpec flow = TestFlows.affine(2, Activation.RELU, 32, 32).toBuilder().setBase(base).build();
    TrainingSpec training =
        TrainingSpec.newBuilder()
            .setSteps(4000)
            .setBatchSize(128)
            .setSeed(1)
            // Squares of outliers dominate the loss under a normal base; it may go on all the same.
            .setDivergenceMargin(1e30)
            .setLearningRate(
                LearningRateSpec.newBuilder().setCosine(CosineRate.newBuilder().setRate(3e-3)))
            .build();
    return EstimationMachine.of(
        Trainer.online(model(), SummaryNetworks.identity(), flow, training).train());
  }

  private static DiagnosticReport report(EstimationMachine machine) {
    return MachineDiagnostics.diagnose(machine, model(), TEST_SETS, DRAWS, 7);
  }

  /** KL divergence of the machine from the exact posterior, averaged over sorts, by quadrature. */
  private static double divergence(EstimationMachine machine) {
    int points = 2000;
    double sum = 0;
    for (CauchyDistribution exact : SORTS) {
      double[][] theta = new double[points][1];
      for (int i = 0; i < points; i++) {
        theta[i][0] = exact.inverseCumulativeProbability((i + 0.5) / points);
      }
      double[] x = {exact.getLocation(), Math.log(exact.getScale())};
      double[] found = machine.logProb(DataSet.of(x), theta);
      for (int i = 0; i < points; i++) {
        sum += (exact.logDensity(theta[i][0]) - found[i]) / points / SORTS.size();
      }
    }
    return sum;
  }

  @Test
  void aStudentBaseIsCalibratedWhereANormalOneIsNot() {
    BaseSpec student = BaseSpec.newBuilder().setStudentT(StudentTSpec.getDefaultInstance()).build();
    BaseSpec normal =
        BaseSpec.newBuilder().setStandardNormal(StandardNormalSpec.getDefaultInstance()).build();
    try (EstimationMachine heavy = trained(student);
        EstimationMachine light = trained(normal)) {
      DiagnosticReport rightReport = report(heavy);
      CalibrationError right = rightReport.calibration();
      CalibrationError wrong = report(light).calibration();
      assertThat(right.components().get(0).median()).isLessThan(right.noiseFloor().quantile95());
      assertThat(wrong.components().get(0).median())
          .isGreaterThan(2 * wrong.noiseFloor().quantile95());
      assertThat(rightReport.latents().orElseThrow().violated()).isEmpty();
      assertThat(divergence(heavy)).isBetween(-0.01, 0.03);
    }
  }
}
