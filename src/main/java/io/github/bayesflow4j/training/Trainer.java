package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.estimator.Regularization;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Trains an estimator: from fresh simulations at every step, from a reference table, or, as a
 * density without data, from samples.
 *
 * <p>Set options, then call {@link #train}. The same specs and seed give the same weights with any
 * number of simulation threads; to the bit if each operation of TensorFlow has one thread, which is
 * the default.
 */
public final class Trainer {
  private final TrainingDataFactory data;
  private final EstimatorFactory estimator;
  private final TrainingSpec training;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private FailurePolicy failurePolicy = FailurePolicy.STOP;
  private int simulationThreads = Runtime.getRuntime().availableProcessors();
  private SessionThreads sessionThreads = SessionThreads.deterministic();
  private Optional<Path> checkpoint = Optional.empty();

  /** Opens the data of a run once the options are known. */
  @FunctionalInterface
  interface TrainingDataFactory {
    TrainingData open(Trainer trainer);
  }

  /** Builds what is trained on these data. */
  @FunctionalInterface
  interface EstimatorFactory {
    PosteriorEstimator open(TrainingData data, Trainer trainer, RandomStreams streams);
  }

  Trainer(TrainingDataFactory data, EstimatorFactory estimator, TrainingSpec training) {
    this.data = data;
    this.estimator = estimator;
    this.training = ResolvedSpecs.resolve(training);
  }

  private Trainer(
      TrainingDataFactory data,
      Optional<SummaryNetworkSpec> summaryNetwork,
      FlowSpec flow,
      TrainingSpec training) {
    this(
        data,
        estimator(
            summaryNetwork.map(ResolvedSpecs::resolve),
            ResolvedSpecs.resolve(
                flow.hasPermutationSeed()
                    ? flow
                    : flow.toBuilder().setPermutationSeed(training.getSeed()).build())),
        training);
  }

  private static EstimatorFactory estimator(
      Optional<SummaryNetworkSpec> summaryNetwork, FlowSpec flow) {
    return (data, trainer, streams) ->
        new PosteriorEstimator(
            data.estimatorSpec(summaryNetwork, flow, trainer.sessionThreads),
            streams,
            new Regularization(trainer.training.getL2(), trainer.training.getInputNoise()),
            data.parts(trainer.training.getParts()),
            trainer.sessionThreads);
  }

  /**
   * Training on simulations made for each step.
   *
   * @throws io.github.bayesflow4j.spec.SpecException if a spec has a value out of its range
   */
  public static Trainer online(
      GenerativeModel model,
      SummaryNetworkSpec summaryNetwork,
      FlowSpec flow,
      TrainingSpec training) {
    return new Trainer(
        trainer -> trainer.simulate(model), Optional.of(summaryNetwork), flow, training);
  }

  /**
   * Training on a reference table in memory; part of it is held out for validation.
   *
   * @param model the form of the table's parameters and data; {@link #train} throws an {@link
   *     IllegalArgumentException} if the table has another
   * @throws io.github.bayesflow4j.spec.SpecException if a spec has a value out of its range
   */
  public static Trainer fromTable(
      ModelSpec model,
      Simulations table,
      SummaryNetworkSpec summaryNetwork,
      FlowSpec flow,
      TrainingSpec training) {
    return new Trainer(
        trainer -> TrainingData.ofTable(model, table, trainer.training),
        Optional.of(summaryNetwork),
        flow,
        training);
  }

  /**
   * Fitting of a density to samples, without a simulator; part of them is held out for validation.
   *
   * @param name what to call the density
   * @throws io.github.bayesflow4j.spec.SpecException if a spec has a value out of its range
   */
  public static Trainer density(
      String name, SampleTable samples, FlowSpec flow, TrainingSpec training) {
    ModelSpec model = ModelSpecs.density(name, samples.space(), samples.given());
    return new Trainer(
        trainer -> TrainingData.ofTable(model, samples.samples(), trainer.training),
        Optional.empty(),
        flow,
        training);
  }

  TrainingData simulate(GenerativeModel model) {
    return TrainingData.online(model, training, simulationThreads, failurePolicy);
  }

  TrainingSpec training() {
    return training;
  }

  SessionThreads sessionThreads() {
    return sessionThreads;
  }

  /** Adds a listener. */
  public Trainer listener(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  /** What to do when a simulation fails; to stop, unless said otherwise. */
  public Trainer failurePolicy(FailurePolicy policy) {
    failurePolicy = policy;
    return this;
  }

  /** Threads that simulate; one for each core unless said otherwise. */
  public Trainer simulationThreads(int threads) {
    simulationThreads = threads;
    return this;
  }

  /** Threads of TensorFlow; deterministic ones unless said otherwise. */
  public Trainer sessionThreads(SessionThreads threads) {
    sessionThreads = threads;
    return this;
  }

  /**
   * Writes checkpoints to this file, and goes on from it if it is there. It is removed when
   * training is over.
   */
  public Trainer checkpoint(Path file) {
    checkpoint = Optional.of(file);
    return this;
  }

  /**
   * Trains.
   *
   * @return the estimator with the weights of the lowest validation loss
   * @throws io.github.bayesflow4j.simulation.SimulationFailedException if a simulation fails
   * @throws TrainingDivergedException if training diverged more often than its spec allows, or all
   *     the way
   * @throws CheckpointException if the checkpoint is damaged, or one of another run
   */
  public TrainedEstimator train() {
    return train(Function.identity());
  }

  /**
   * Trains, and removes the checkpoint only when the result was kept: if that fails, for want of
   * space on a disk, the run can be taken up again at its end. Throws what {@link #train()} does.
   *
   * @param keep what to do with the result, such as to save it
   * @return what {@code keep} returns
   */
  public <T> T train(Function<TrainedEstimator, T> keep) {
    T kept = keep.apply(run());
    checkpoint.ifPresent(Checkpoint::delete);
    return kept;
  }

  private TrainedEstimator run() {
    RandomStreams streams = new RandomStreams(training.getSeed());
    try (TrainingData open = data.open(this);
        PosteriorEstimator opened = estimator.open(open, this, streams)) {
      Adam.attach(opened, training);
      Optional<Checkpoint> saved =
          checkpoint.map(file -> new Checkpoint(file, opened.spec(), training));
      TrainingRun run = new TrainingRun(opened, open, training, List.copyOf(listeners), saved);
      return run.run().withTypicality(open.forTypicality(), sessionThreads);
    }
  }
}
