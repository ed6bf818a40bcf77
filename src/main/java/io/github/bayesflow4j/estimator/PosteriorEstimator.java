package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.flow.ConditionalFlow;
import io.github.bayesflow4j.nn.GraphVariable;
import io.github.bayesflow4j.nn.TrainingNoise;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.WeightLayout;
import io.github.bayesflow4j.nn.WeightVector;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A posterior estimator in training: both networks as variables of one graph, and its session.
 *
 * <p>An optimizer adds its operations to {@link #graph} and hands them to {@link #attach}. Only
 * {@link #loss} is safe for use by several threads.
 */
public final class PosteriorEstimator implements AutoCloseable {
  private static final String PARAMETERS = "parameters";
  private static final String LATENT_SEED = "latent_seed";

  /**
   * The operations of one optimizer step.
   *
   * @param parts for each of several objectives, what has to be run before {@code apply}; empty for
   *     one
   * @param apply changes the variables
   * @param variables the optimizer's own
   * @param inputs what {@code apply} is fed
   */
  public record Update(List<Op> parts, Op apply, List<GraphVariable> variables, Inputs inputs) {}

  /** Feeds an optimizer's inputs. */
  @FunctionalInterface
  public interface Inputs {
    /**
     * Adds what a step needs.
     *
     * @param rate learning rate
     * @param step number of the step, counted from zero
     */
    void feed(BatchFeed feed, double rate, long step);
  }

  private final EstimatorSpec spec;
  private final Graph graph = new Graph();
  private final Session session;
  private final RandomStreams noise;
  private final WeightVector weights;
  private final Set<String> kernels;
  private final List<Op> startsFromData;
  private final Operand<TFloat32> loss;

  /** The shares of the parts of the batch of a step in its loss. */
  private final List<Operand<TFloat32>> stepLosses;

  private final List<Operand<TFloat32>> objectives;

  /** Data sets in every step, where the graph is made for one size. */
  private final OptionalInt batchSize;

  private final Optional<Weights> teacher;
  private final Optional<DistillationSpec> distillation;
  private Optional<Update> update = Optional.empty();
  private Optional<VariableStore> store = Optional.empty();
  private boolean closed;

  /**
   * Builds the graph and gives every variable its initial value.
   *
   * @param spec resolved: every field set
   * @param streams initial values and noise in training
   * @param batch data sets in every step
   */
  public PosteriorEstimator(
      EstimatorSpec spec,
      RandomStreams streams,
      Regularization regularization,
      BatchParts batch,
      SessionThreads threads) {
    this.spec = spec;
    this.noise = streams.in(RandomStreams.Domain.NOISE);
    Ops tf = Ops.create(graph);
    this.weights = new WeightVector(tf);
    VariableScope variables =
        VariableScope.trainable(tf, weights, streams.in(RandomStreams.Domain.INITIALIZATION));
    PosteriorGraph posterior = new PosteriorGraph(tf, spec, variables);
    Operand<TFloat32> theta =
        tf.withName(PARAMETERS)
            .placeholder(
                TFloat32.class, Placeholder.shape(Shape.of(-1, posterior.space().dimension())));
    this.loss = posterior.loss(theta, regularization.inputNoise());
    this.batchSize = OptionalInt.of(batch.batch());
    this.stepLosses = posterior.losses(theta, regularization.inputNoise(), batch);
    this.objectives =
        regularization.l2() == 0
            ? stepLosses
            : penalized(tf, stepLosses, posterior.penalty(regularization.l2()));
    weights.initialize();
    this.kernels = names(variables.kernels());
    this.startsFromData = variables.startsFromData();
    this.teacher = Optional.empty();
    this.distillation = Optional.empty();
    this.session = new Session(graph, true, threads.config());
  }

  /**
   * An estimator whose flow learns from another; all else is the teacher's and stays as it is. Its
   * loss is KL(student || teacher) over its own draws, in nats. Variables start as those of the
   * teacher that have the same name and shape.
   *
   * @param spec the teacher's with another flow; resolved
   * @param teacher the flow of the teacher; resolved
   * @param ofTeacher its weights
   * @param options resolved
   * @param l2 weight tau of the squared norm of all kernels; zero for none
   */
  public PosteriorEstimator(
      EstimatorSpec spec,
      FlowSpec teacher,
      Weights ofTeacher,
      DistillationSpec options,
      RandomStreams streams,
      double l2,
      SessionThreads threads) {
    this.spec = spec;
    this.noise = streams.in(RandomStreams.Domain.NOISE);
    this.teacher = Optional.of(ofTeacher);
    this.distillation = Optional.of(options);
    Ops tf = Ops.create(graph);
    this.weights = new WeightVector(tf);
    VariableScope variables =
        VariableScope.trainable(tf, weights, streams.in(RandomStreams.Domain.INITIALIZATION));
    PosteriorGraph posterior =
        new PosteriorGraph(
            tf,
            spec.toBuilder().setFlow(teacher).build(),
            VariableScope.frozen(tf.withSubScope("teacher"), ofTeacher));
    Operand<TFloat32> theta =
        tf.withName(PARAMETERS)
            .placeholder(
                TFloat32.class, Placeholder.shape(Shape.of(-1, posterior.space().dimension())));
    Operand<TInt64> seed =
        tf.withName(LATENT_SEED).placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    ConditionalFlow student =
        ConditionalFlow.build(
            variables.in("flow"),
            spec.getFlow(),
            posterior.space().freeDimension(),
            posterior.conditionWidth());
    DistillationLoss losses = DistillationLoss.of(tf, posterior, student, theta, seed, options);
    this.loss = losses.divergence();
    this.stepLosses = List.of(loss);
    this.batchSize = OptionalInt.empty();
    List<Operand<TFloat32>> objective = List.of(losses.objective());
    this.objectives =
        l2 == 0 ? objective : penalized(tf, objective, PosteriorGraph.penalty(tf, variables, l2));
    weights.initialize();
    this.kernels = names(variables.kernels());
    this.startsFromData = List.of();
    this.session = new Session(graph, true, threads.config());
  }

  private static List<Operand<TFloat32>> penalized(
      Ops tf, List<Operand<TFloat32>> losses, Operand<TFloat32> penalty) {
    List<Operand<TFloat32>> objectives = new ArrayList<>(losses);
    objectives.set(0, tf.math.add(losses.get(0), penalty));
    return objectives;
  }

  private static Set<String> names(List<Operand<TFloat32>> variables) {
    return variables.stream().map(variable -> variable.op().name()).collect(Collectors.toSet());
  }

  /** What this estimator is, without its weights. */
  public EstimatorSpec spec() {
    return spec;
  }

  /** How its flow learns from another, if it does. */
  public Optional<DistillationSpec> distillation() {
    return distillation;
  }

  /** The graph, for an optimizer to add to. */
  public Graph graph() {
    return requireOpen(graph);
  }

  /**
   * What the optimizer minimizes, the loss and the penalty, as a sum of scalars: one for each part
   * of a batch, to be computed side by side.
   */
  public List<Operand<TFloat32>> objectives() {
    return objectives;
  }

  /** All weights of the networks. */
  public WeightVector weightVector() {
    return weights;
  }

  /** Where each weight stands among them. */
  public WeightLayout layout() {
    return weights.layout();
  }

  /** Names of the variables that are kernels of layers. */
  public Set<String> kernels() {
    return Set.copyOf(kernels);
  }

  /** Sets the optimizer's operations and initializes its variables. */
  public void attach(Update newUpdate) {
    requireOpen(session).initialize();
    update = Optional.of(newUpdate);
    store = Optional.of(new VariableStore(graph, session, weights, newUpdate.variables));
  }

  /** Sets the weights that start from data, such as those of act-norm, by these data. */
  public void startFrom(Simulations batch) {
    try (BatchFeed feed = feed(batch)) {
      for (Op start : startsFromData) {
        feed.into(runner()).addTarget(start).run().close();
      }
    }
    teacher.ifPresent(this::startFrom);
  }

  private void startFrom(Weights other) {
    Map<String, Weights.Weight> start = new LinkedHashMap<>();
    Weights own = variables();
    for (String name : own.names()) {
      Weights.Weight before = own.get(name);
      boolean same =
          other.names().contains(name) && Arrays.equals(other.get(name).shape(), before.shape());
      start.put(name, same ? other.get(name) : before);
    }
    setVariables(new Weights(start));
  }

  /**
   * One step of the optimizer.
   *
   * @param rate learning rate
   * @param step number of the step, counted from zero; noise follows from it
   * @return the loss of the batch before the step, in nats
   * @throws IllegalArgumentException if the batch is not of the size the estimator was made for
   */
  public float step(Simulations batch, double rate, long step) {
    Update current =
        update.orElseThrow(() -> new IllegalStateException("no optimizer is attached"));
    if (batchSize.isPresent() && batchSize.getAsInt() != batch.count()) {
      throw new IllegalArgumentException(
          "expected a batch of " + batchSize.getAsInt() + " data sets, found " + batch.count());
    }
    try (BatchFeed data = feed(batch);
        BatchFeed inputs = new BatchFeed()) {
      data.scalar(TrainingNoise.SEED, noise.stream(step).nextLong())
          .scalar(TrainingNoise.STRENGTH, 1f);
      current.inputs.feed(inputs, rate, step);
      if (current.parts.isEmpty()) {
        return run(inputs.into(data.into(runner())), current.apply, stepLosses.get(0));
      }
      float loss = inParts(data, current.parts);
      inputs.into(runner()).addTarget(current.apply).run().close();
      return loss;
    }
  }

  /** Runs the parts side by side; returns the sum of their losses. */
  private float inParts(BatchFeed data, List<Op> parts) {
    List<Float> losses =
        IntStream.range(0, parts.size())
            .parallel()
            .mapToObj(i -> run(data.into(runner()), parts.get(i), stepLosses.get(i)))
            .toList();
    float sum = 0;
    for (float loss : losses) {
      sum += loss;
    }
    return sum;
  }

  private static float run(Session.Runner runner, Op target, Operand<TFloat32> fetched) {
    try (Result result = runner.addTarget(target).fetch(fetched).run()) {
      return Fetched.floats(result.get(0))[0];
    }
  }

  private Session.Runner runner() {
    return requireOpen(session).runner();
  }

  /**
   * The loss of a batch without penalty, in nats.
   *
   * @param number of the batch among those that are measured together; soft noise follows from it
   */
  public float loss(Simulations batch, int number) {
    long seed = noise.in(RandomStreams.Domain.VALIDATION).stream(number).nextLong();
    try (BatchFeed feed = feed(batch).scalar(TrainingNoise.SEED, seed);
        Result result = feed.into(runner()).fetch(loss).run()) {
      return Fetched.floats(result.get(0))[0];
    }
  }

  private BatchFeed feed(Simulations batch) {
    BatchFeed feed =
        BatchFeed.data(batch.batch())
            .floats(PARAMETERS, batch.parameters(), batch.count(), batch.space().dimension());
    // The seed follows from the batch: fresh for each, and the same when a run is resumed.
    return teacher.isEmpty()
        ? feed
        : feed.scalar(LATENT_SEED, (long) Arrays.hashCode(batch.parameters()));
  }

  /** Values of all variables, the optimizer's included. */
  public Weights variables() {
    return openStore().read();
  }

  /** Sets all variables, the optimizer's included. */
  public void setVariables(Weights values) {
    openStore().write(values);
  }

  /** Sets the weights of the networks and not the optimizer's variables. */
  public void setWeights(Weights values) {
    openStore().writeWeights(values);
  }

  /** The networks' share of {@code variables}. */
  public Weights weights(Weights variables) {
    Map<String, Weights.Weight> own = new LinkedHashMap<>();
    layout().places().forEach(place -> own.put(place.name(), variables.get(place.name())));
    teacher.ifPresent(
        values -> {
          Weights summary = values.startingWith("summary/");
          summary.names().forEach(name -> own.put(name, summary.get(name)));
        });
    return new Weights(own);
  }

  private VariableStore openStore() {
    requireOpen(session);
    return store.orElseThrow(() -> new IllegalStateException("no optimizer is attached"));
  }

  private <T> T requireOpen(T resource) {
    if (closed) {
      throw new IllegalStateException("the estimator is closed");
    }
    return resource;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      graph.close();
    }
  }
}
