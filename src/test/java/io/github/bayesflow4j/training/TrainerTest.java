package io.github.bayesflow4j.training;

import static io.github.bayesflow4j.training.TrainedWeights.assertSameRun;
import static io.github.bayesflow4j.training.TrainedWeights.assertSameWeights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.BatchParts;
import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.estimator.Regularization;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.AdamSpec;
import io.github.bayesflow4j.spec.proto.ConstantRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  private static Trainer rows(TrainingSpec.Builder training) {
    return Trainer.online(
        GaussianModels.rows(), GaussianModels.deepSet(), GaussianModels.flow(), training.build());
  }

  private static Trainer conjugate(TrainingSpec.Builder training) {
    return Trainer.online(
        GaussianModels.conjugate(),
        GaussianModels.perceptron(),
        GaussianModels.flow(),
        training.build());
  }

  @Test
  void theSameSeedGivesTheSameWeightsWithAnyNumberOfThreads() {
    TrainingSpec.Builder training = GaussianModels.training(60);
    TrainedEstimator one = rows(training).simulationThreads(1).train();
    assertSameRun(rows(training).simulationThreads(2).train(), one);
    assertSameRun(rows(training).simulationThreads(8).train(), one);
    assertThat(one.simulations()).isEqualTo(60 * 32);
    assertThat(one.skippedSimulations()).isZero();
    assertThat(one.weights().allFinite()).isTrue();
  }

  /** As on a machine with a GPU. */
  @Test
  void operationsThatAreHandedFromThreadToThreadGiveTheSameWeights() {
    TrainingSpec.Builder training =
        GaussianModels.training(30)
            .setParts(2)
            .setAverageSteps(5)
            .setL2(1e-3)
            .setAdam(AdamSpec.newBuilder().setWeightDecay(0.1));
    TrainedEstimator one = rows(training).train();
    assertSameRun(rows(training).sessionThreads(new SessionThreads(3, 1)).train(), one);
  }

  @Test
  void anotherSeedGivesOtherWeightsAndPermutations() {
    TrainedEstimator one = rows(GaussianModels.training(20)).train();
    TrainedEstimator other = rows(GaussianModels.training(20).setSeed(2)).train();
    int different = 0;
    for (String name : one.weights().names()) {
      float[] a = one.weights().get(name).values();
      float[] b = other.weights().get(name).values();
      different += Arrays.equals(a, b) ? 0 : 1;
    }
    assertThat(different).isEqualTo(one.weights().names().size());
    assertThat(one.estimator().getFlow().getPermutationSeed()).isEqualTo(1);
    assertThat(other.estimator().getFlow().getPermutationSeed()).isEqualTo(2);
  }

  @Test
  void listenersAreToldInOrder() {
    List<String> events = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStart(long step, long steps) {
            events.add("start " + step + " of " + steps);
          }

          @Override
          public void onStep(TrainingProgress progress) {
            events.add("step " + progress.step() + " of " + progress.steps());
            assertThat(progress.loss()).isBetween(-10d, 10d);
            assertThat(progress.bestValidationLoss()).isBetween(-10d, 10d);
            assertThat(progress.simulationsPerSecond()).isPositive();
            assertThat(progress.secondsLeft() > 0).isEqualTo(progress.step() < 5);
          }

          @Override
          public void onValidation(TrainingHistory.Entry entry) {
            events.add("validation " + entry.step());
          }

          @Override
          public void onEnd(TrainingHistory history) {
            events.add("end " + history.entries().size());
          }
        };
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void onEnd(TrainingHistory history) {
            events.add("second");
          }
        };
    conjugate(GaussianModels.training(5).setValidationInterval(2))
        .listener(listener)
        .listener(second)
        .train();
    assertThat(events)
        .containsExactly(
            "start 0 of 5",
            "step 1 of 5",
            "step 2 of 5",
            "validation 2",
            "step 3 of 5",
            "step 4 of 5",
            "validation 4",
            "step 5 of 5",
            "validation 5",
            "end 3",
            "second");
  }

  @Test
  void theHistoryHoldsMeanLossesAndRates() {
    List<Double> losses = new ArrayList<>();
    TrainingSpec.Builder training =
        GaussianModels.training(40)
            .setValidationInterval(10)
            .setLearningRate(
                LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(1e-3)));
    TrainingHistory history =
        conjugate(training)
            .listener(
                new TrainingListener() {
                  @Override
                  public void onStep(TrainingProgress progress) {
                    losses.add(progress.loss());
                  }
                })
            .train()
            .history();
    assertThat(history.divergences()).isEmpty();
    assertThat(history.entries()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      TrainingHistory.Entry entry = history.entries().get(i);
      assertThat(entry.step()).isEqualTo(10L * (i + 1));
      double mean =
          losses.subList(10 * i, 10 * i + 10).stream().mapToDouble(x -> x).average().orElseThrow();
      assertThat(entry.loss()).isEqualTo(mean, within(1e-12));
      assertThat(entry.rate()).isEqualTo(1e-3);
      assertThat(entry.seconds()).isPositive();
    }
    assertThat(TrainingHistory.of(history.toSpec())).isEqualTo(history);
  }

  @Test
  void theWeightsOfTheLowestValidationLossAreReturned() {
    // Thirty data sets and a high rate: the loss on what is held out rises again.
    GenerativeModel model = GaussianModels.conjugate();
    Simulations table = simulate(model, 40);
    TrainingSpec.Builder training =
        GaussianModels.training(5000)
            .setValidationInterval(5)
            .setPatience(4)
            .setLearningRate(
                LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(0.02)));
    TrainedEstimator stopped = table(model, table, training).train();
    List<TrainingHistory.Entry> entries = stopped.history().entries();
    int last = entries.size() - 1;
    TrainingHistory.Entry best = entries.get(last - 4);
    assertThat(entries).allMatch(entry -> entry.validationLoss() >= best.validationLoss());
    assertThat(entries.get(last).step()).isEqualTo(best.step() + 20).isLessThan(5000);
    assertThat(entries.get(last).validationLoss()).isGreaterThan(best.validationLoss());
    // The run that ends at the best step has its best weights at its last step.
    TrainingSpec.Builder upToBest = training.clone().setSteps((int) best.step()).setPatience(0);
    assertSameWeights(table(model, table, upToBest).train().weights(), stopped.weights());
    // All of the table but the held-out tenth, 36 data sets, makes one batch of 32.
    assertThat(stopped.simulations()).isEqualTo(32 * entries.get(last).step());
  }

  @Test
  void theResultIsTheAverageAndTheLossIsItsOwn() {
    TrainingSpec.Builder plain =
        GaussianModels.training(60)
            .setLearningRate(
                LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(5e-3)));
    TrainingSpec spec = ResolvedSpecs.resolve(plain.clone().setAverageSteps(20).build());
    TrainedEstimator averaged = conjugate(spec.toBuilder()).train();
    TrainedEstimator last = conjugate(plain).train();
    // The course of training does not depend on what is measured.
    assertThat(averaged.history().entries())
        .extracting(TrainingHistory.Entry::loss)
        .isEqualTo(last.history().entries().stream().map(TrainingHistory.Entry::loss).toList());
    assertThat(averaged.history().entries().get(2).validationLoss())
        .isNotEqualTo(last.history().entries().get(2).validationLoss());
    double best =
        averaged.history().entries().stream()
            .mapToDouble(TrainingHistory.Entry::validationLoss)
            .min()
            .orElseThrow();
    assertThat(validationLoss(averaged, spec)).isEqualTo(best);
  }

  /** Of the result, on the data that training held out. */
  private static double validationLoss(TrainedEstimator trained, TrainingSpec spec) {
    try (TrainingData data =
            TrainingData.online(GaussianModels.conjugate(), spec, 1, FailurePolicy.STOP);
        PosteriorEstimator estimator =
            new PosteriorEstimator(
                trained.estimator(),
                new RandomStreams(9),
                Regularization.none(),
                BatchParts.whole(spec.getBatchSize()),
                SessionThreads.deterministic())) {
      Adam.attach(estimator, spec);
      estimator.setWeights(trained.weights());
      double sum = 0;
      int count = 0;
      for (Simulations batch : data.validation()) {
        sum += (double) estimator.loss(batch, 0) * batch.count();
        count += batch.count();
      }
      return sum / count;
    }
  }

  @Test
  void aBatchIsNoLargerThanTheTable() {
    GenerativeModel model = GaussianModels.conjugate();
    TrainedEstimator trained =
        table(model, simulate(model, 20), GaussianModels.training(10)).train();
    assertThat(trained.simulations()).isEqualTo(10 * 18);
  }

  private static Simulations simulate(GenerativeModel model, int count) {
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      return engine.simulate(new RandomStreams(77), count);
    }
  }

  private static Trainer table(
      GenerativeModel model, Simulations table, TrainingSpec.Builder training) {
    return Trainer.fromTable(
        ModelSpecs.of(model),
        table,
        GaussianModels.perceptron(),
        GaussianModels.flow(),
        training.build());
  }

  @Test
  void aTableMustHaveTheFormOfTheModelAndTenRows() {
    GenerativeModel model = GaussianModels.conjugate();
    assertThatThrownBy(() -> table(model, simulate(model, 9), GaussianModels.training(5)).train())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a reference table of at least 10 simulations, found 9");
    Simulations dose = simulate(GaussianModels.dose(), 20);
    assertThatThrownBy(() -> table(model, dose, GaussianModels.training(5)).train())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected the model's parameters")
        .hasMessageContaining("theta2");
  }

  @Test
  void skippedSimulationsAreCountedExactly() {
    TrainingSpec.Builder training = GaussianModels.training(30);
    TrainedEstimator one = skipping(training).simulationThreads(1).train();
    assertThat(skipping(training).simulationThreads(8).train().skippedSimulations())
        .isEqualTo(one.skippedSimulations());
    // 960 successes at p = P(theta > 1) = 0.1587 skip 181 on average, with deviation
    // sqrt(960 p) / (1 - p) = 14.7; five of these are allowed.
    assertThat(one.skippedSimulations()).isBetween(108L, 255L);
    assertThat(one.simulations()).isEqualTo(960);
  }

  static Trainer skipping(TrainingSpec.Builder training) {
    GenerativeModel model =
        GaussianModels.conjugate(
            (theta, n, random) -> {
              if (theta[0] > 1) {
                throw new IllegalStateException("too large");
              }
              return theta;
            });
    return Trainer.online(
            model, GaussianModels.perceptron(), GaussianModels.flow(), training.build())
        .failurePolicy(FailurePolicy.SKIP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"parameters", "learning_rate", "gradient", "adam_first", "restore", "weight_cut"})
  void namesOfTheGraphItselfAreRefusedForObservables(String name) {
    GenerativeModel model =
        GenerativeModel.builder("named")
            .prior(Prior.builder().add("theta", NormalDistribution.of(0, 1)).build())
            .observable(Observable.vector(name, "x"))
            .simulator((theta, n, random) -> theta)
            .build();
    assertThatThrownBy(
            () ->
                Trainer.online(
                        model,
                        GaussianModels.perceptron(),
                        GaussianModels.flow(),
                        GaussianModels.training(5).build())
                    .train())
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("observable '" + name + "'");
  }

  @Test
  void trainingLowersTheValidationLossFromThatOfTheIdentity() {
    List<Double> initial = new ArrayList<>();
    TrainedEstimator trained =
        conjugate(
                GaussianModels.training(300)
                    .setLearningRate(
                        LearningRateSpec.newBuilder()
                            .setConstant(ConstantRate.newBuilder().setRate(5e-3))))
            .listener(
                new TrainingListener() {
                  @Override
                  public void onStep(TrainingProgress progress) {
                    if (progress.step() == 1) {
                      initial.add(progress.bestValidationLoss());
                    }
                  }
                })
            .train();
    // A flow starts as the identity: half the squared norm of two standard normal numbers is 1 on
    // average with deviation 1, over 100 held-out sets with deviation 0.1.
    assertThat(initial.get(0)).isEqualTo(1, within(0.4));
    // The exact posterior, whose deviation is sqrt(0.2), has 1 + log(0.2) = -0.61.
    assertThat(trained.history().entries().get(14).validationLoss()).isBetween(-1d, -0.3);
  }
}
