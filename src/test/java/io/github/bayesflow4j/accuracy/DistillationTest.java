package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.TwoMoons;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.proto.CosineRate;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.Distillation;
import io.github.bayesflow4j.training.TrainedEstimator;
import io.github.bayesflow4j.training.Trainer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.descriptive.Median;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Inverse autoregressive flows distilled from masked ones: KL(student || teacher) over 20,000 draws
 * of the student. Its standard error and the speed of both are printed beside it.
 */
@Tag("slow")
class DistillationTest {
  private static final int SAMPLES = 50_000;
  private static final int DRAWS = 20_000;
  private static final double MOST = 0.05;

  private static TrainingSpec training(int steps) {
    return TrainingSpec.newBuilder()
        .setSteps(steps)
        .setBatchSize(256)
        .setLearningRate(
            LearningRateSpec.newBuilder().setCosine(CosineRate.newBuilder().setRate(1e-3)))
        .build();
  }

  private static void distill(
      String name, SampleTable samples, FlowSpec flow, int steps, List<DataSet> given) {
    TrainedEstimator teacher = Trainer.density(name, samples, flow, training(steps)).train();
    TrainedEstimator student =
        Distillation.fromTable(
                teacher,
                samples.samples(),
                Flows.turnedForSampling(flow),
                DistillationSpec.getDefaultInstance(),
                training(steps))
            .train();
    try (EstimationMachine slow = EstimationMachine.of(teacher);
        EstimationMachine fast = EstimationMachine.of(student)) {
      printSpeed(name, fast, slow, given.get(0));
      for (DataSet one : given) {
        double divergence = divergence(name, fast, slow, one);
        assertThat(divergence).as("KL(student || teacher) of %s", name).isLessThan(MOST);
      }
    }
  }

  /** Time of 1,000 draws, in turn: medians of fifteen calls of each, after three. */
  private static void printSpeed(
      String name, EstimationMachine student, EstimationMachine teacher, DataSet given) {
    double[] ofStudent = new double[15];
    double[] ofTeacher = new double[ofStudent.length];
    for (int i = -3; i < ofStudent.length; i++) {
      double fast = milliseconds(student, given, i);
      double slow = milliseconds(teacher, given, i);
      if (i >= 0) {
        ofStudent[i] = fast;
        ofTeacher[i] = slow;
      }
    }
    double fast = Median.withDefaults().evaluate(ofStudent);
    double slow = Median.withDefaults().evaluate(ofTeacher);
    System.out.printf(
        "%s: 1,000 draws in %.2f ms of the student and %.2f ms of the teacher, ratio %.1f%n",
        name, fast, slow, slow / fast);
  }

  private static double milliseconds(EstimationMachine machine, DataSet given, int seed) {
    long start = System.nanoTime();
    machine.sample(given, 1000, seed);
    return (System.nanoTime() - start) * 1e-6;
  }

  private static double divergence(
      String name, EstimationMachine student, EstimationMachine teacher, DataSet given) {
    PosteriorSamples draws = student.sample(given, DRAWS, 99);
    double[][] points = IntStream.range(0, DRAWS).mapToObj(draws::draw).toArray(double[][]::new);
    double[] ofStudent = student.logProb(given, points);
    double[] ofTeacher = teacher.logProb(given, points);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < DRAWS; i++) {
      double ratio = ofStudent[i] - ofTeacher[i];
      mean += ratio / DRAWS;
      square += ratio * ratio / DRAWS;
    }
    System.out.printf(
        "%s: KL(student || teacher) %.4f +- %.4f nats%n",
        name, mean, Math.sqrt((square - mean * mean) / DRAWS));
    return mean;
  }

  @Test
  void theMixtureGivenItsClass() {
    List<DataSet> classes =
        IntStream.range(0, EightComponents.CLASSES)
            .mapToObj(
                k -> IntStream.range(0, EightComponents.CLASSES).mapToDouble(j -> j == k ? 1 : 0))
            .map(indicators -> DataSet.none().withContext(indicators.toArray()))
            .toList();
    distill(
        "mixture",
        EightComponents.samples(SAMPLES, 1),
        Flows.splineMaskedAutoregressive(),
        3000,
        classes);
  }

  /** The posterior of {@link TwoMoons} given x = (0, 0), as a density of two components. */
  @Test
  void thePosteriorOfTwoMoons() {
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] rows = new double[SAMPLES][];
    for (int i = 0; i < SAMPLES; i++) {
      double angle = Math.PI * (random.nextDouble() - 0.5);
      double radius = TwoMoons.RADIUS + TwoMoons.RADIUS_SD * normal.sample();
      // x1 = 0: |theta1 + theta2| / sqrt(2) is the point's first coordinate; x2 = 0 likewise.
      double sum = (TwoMoons.CENTER + radius * Math.cos(angle)) * (random.nextBoolean() ? 1 : -1);
      double difference = -radius * Math.sin(angle);
      rows[i] =
          new double[] {(sum - difference) * Math.sqrt(0.5), (sum + difference) * Math.sqrt(0.5)};
    }
    distill(
        "two moons",
        SampleTable.of(space(2), rows),
        Flows.splineMaskedAutoregressive(),
        2000,
        List.of(DataSet.none()));
  }

  /** x1 ~ N(0, 1), then x_d ~ N(1.5 sin(2 x_{d-1}), 1/4) up to d = 8. */
  @Test
  void aChainOfEightComponents() {
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] rows = new double[SAMPLES][8];
    for (double[] row : rows) {
      row[0] = normal.sample();
      for (int d = 1; d < row.length; d++) {
        row[d] = 1.5 * Math.sin(2 * row[d - 1]) + 0.5 * normal.sample();
      }
    }
    distill(
        "chain of eight",
        SampleTable.of(space(8), rows),
        Flows.maskedAutoregressive(),
        3000,
        List.of(DataSet.none()));
  }

  private static ParameterSpace space(int dimension) {
    return new ParameterSpace(
        IntStream.rangeClosed(1, dimension)
            .mapToObj(d -> Parameter.scalar("x" + d, Support.real()))
            .toList());
  }
}
