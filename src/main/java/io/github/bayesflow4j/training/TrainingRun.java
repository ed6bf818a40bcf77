package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.proto.PlateauRate;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run of the training loop.
 *
 * <p>The state that counts changes only when the validation loss is measured: then variables that
 * gave a finite loss are kept, to go back to after a divergence and to write to the checkpoint. It
 * is measured before the first step too, so that an explosion in the first steps is seen as one.
 */
final class TrainingRun {
  private final PosteriorEstimator estimator;
  private final TrainingData data;
  private final TrainingSpec spec;
  private final LearningRate rate;
  private final List<TrainingListener> listeners;
  private final Optional<Checkpoint> checkpoint;
  private TrainingState state;
  private double lossSum;
  private int lossCount;
  private long startNanos;
  private long startStep;
  private long skippedBefore;

  TrainingRun(
      PosteriorEstimator estimator,
      TrainingData data,
      TrainingSpec spec,
      List<TrainingListener> listeners,
      Optional<Checkpoint> checkpoint) {
    this.estimator = estimator;
    this.data = data;
    this.spec = spec;
    this.rate = LearningRate.of(spec.getLearningRate(), spec.getSteps());
    this.listeners = listeners;
    this.checkpoint = checkpoint;
    this.state = checkpoint.flatMap(Checkpoint::load).orElseGet(this::initial);
    this.skippedBefore = state.skipped();
    estimator.setVariables(state.variables());
  }

  private TrainingState initial() {
    estimator.startFrom(data.forStart());
    Weights variables = estimator.variables();
    Weights weights = estimator.weights(variables);
    Weights started =
        averages() ? WeightAverage.startedAt(estimator.layout(), weights, variables) : variables;
    return TrainingState.initial(started, weights, validationLoss());
  }

  private boolean averages() {
    return spec.getAverageSteps() > 0;
  }

  TrainedEstimator run() {
    long step = state.step();
    startStep = step;
    startNanos = System.nanoTime();
    tell(listener -> listener.onStart(startStep, spec.getSteps()));
    while (step < spec.getSteps() && !over()) {
      Simulations batch = data.source().batch(step);
      double loss = estimator.step(batch, rate.at(step) * state.rateFactor(), step);
      step++;
      if (diverged(loss)) {
        restoreLastGood(step, loss);
      } else {
        lossSum += loss;
        lossCount++;
      }
      report(step, loss);
      if (step % spec.getValidationInterval() == 0 || step == spec.getSteps()) {
        measure(step);
      }
    }
    if (state.history().entries().isEmpty()) {
      throw new TrainingDivergedException(
          "training diverged at steps "
              + state.history().divergences()
              + " and reached no finite validation loss; lower the learning rate or check the"
              + " simulator's range");
    }
    tell(listener -> listener.onEnd(state.history()));
    return trained();
  }

  private boolean over() {
    boolean outOfPatience =
        spec.getPatience() > 0 && state.withoutImprovement() >= spec.getPatience();
    return outOfPatience
        || (plateau().isPresent() && state.reductions() > plateau().get().getReductions());
  }

  private Optional<PlateauRate> plateau() {
    return spec.getLearningRate().hasPlateau()
        ? Optional.of(spec.getLearningRate().getPlateau())
        : Optional.empty();
  }

  /** At a plateau of the validation loss, goes back to the best weights and lowers the rate. */
  private void reduceAtPlateau() {
    plateau()
        .filter(rule -> state.withoutImprovement() >= rule.getPatience())
        .ifPresent(
            rule -> {
              Weights best = state.variables().with(state.bestWeights());
              Weights back =
                  averages()
                      ? WeightAverage.startedAt(estimator.layout(), state.bestWeights(), best)
                      : best;
              state = state.reduced(back, rule.getFactor());
              estimator.setVariables(back);
            });
  }

  private boolean diverged(double loss) {
    return !Double.isFinite(loss) || loss > state.bestValidationLoss() + spec.getDivergenceMargin();
  }

  private void restoreLastGood(long step, double loss) {
    state = state.diverged(step, spec.getDivergenceFactor());
    if (state.history().divergences().size() > spec.getMaxDivergences()) {
      throw new TrainingDivergedException(
          "training diverged "
              + state.history().divergences().size()
              + " times, last at step "
              + step
              + " with loss "
              + loss
              + "; lower the learning rate or check the simulator's range");
    }
    estimator.setVariables(state.variables());
    lossSum = 0;
    lossCount = 0;
    tell(listener -> listener.onDivergence(step, loss, state.rateFactor()));
  }

  private void measure(long step) {
    Weights variables = estimator.variables();
    Weights trained = estimator.weights(variables);
    Weights measured = averages() ? WeightAverage.of(estimator.layout(), variables) : trained;
    double loss = averages() ? validationLossOf(measured, trained) : validationLoss();
    if (diverged(loss) || !variables.allFinite()) {
      restoreLastGood(step, loss);
      return;
    }
    long before = state.step();
    TrainingHistory.Entry entry =
        new TrainingHistory.Entry(
            step,
            lossCount == 0 ? Double.NaN : lossSum / lossCount,
            loss,
            rate.at(step - 1) * state.rateFactor(),
            seconds());
    long skipped = skippedBefore + data.source().skipped();
    state = state.measured(entry, variables, measured, skipped);
    reduceAtPlateau();
    lossSum = 0;
    lossCount = 0;
    startStep = step;
    startNanos = System.nanoTime();
    int interval = spec.getCheckpointInterval();
    boolean due = step / Math.max(1, interval) > before / Math.max(1, interval);
    if (interval > 0 && (due || step == spec.getSteps())) {
      checkpoint.ifPresent(file -> file.save(state));
    }
    tell(listener -> listener.onValidation(entry));
  }

  /** The loss of averages, which take the place of the trained weights for as long. */
  private double validationLossOf(Weights averages, Weights trained) {
    estimator.setWeights(averages);
    double loss = validationLoss();
    estimator.setWeights(trained);
    return loss;
  }

  /** The mean over batches that are computed side by side, and added in their order. */
  private double validationLoss() {
    List<Simulations> batches = data.validation();
    double[] sums =
        IntStream.range(0, batches.size())
            .parallel()
            .mapToDouble(i -> (double) estimator.loss(batches.get(i), i) * batches.get(i).count())
            .toArray();
    return Arrays.stream(sums).reduce(0, Double::sum)
        / batches.stream().mapToInt(Simulations::count).sum();
  }

  private double seconds() {
    return state.seconds() + (System.nanoTime() - startNanos) * 1e-9;
  }

  private void report(long step, double loss) {
    double elapsed = Math.max(1e-9, (System.nanoTime() - startNanos) * 1e-9);
    double stepsPerSecond = (step - startStep) / elapsed;
    TrainingProgress progress =
        new TrainingProgress(
            step,
            spec.getSteps(),
            loss,
            state.bestValidationLoss(),
            stepsPerSecond * data.source().batchSize(),
            (spec.getSteps() - step) / stepsPerSecond);
    tell(listener -> listener.onStep(progress));
  }

  private void tell(Consumer<TrainingListener> event) {
    listeners.forEach(event);
  }

  private TrainedEstimator trained() {
    return new TrainedEstimator(
        estimator.spec(),
        spec,
        state.bestWeights(),
        state.history(),
        state.step() * data.source().batchSize(),
        state.skipped(),
        state.seconds(),
        estimator.distillation());
  }
}
