package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.flow.Condition;
import io.github.bayesflow4j.flow.ConditionalFlow;
import io.github.bayesflow4j.flow.Transformed;
import io.github.bayesflow4j.nn.Sizes;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.WeightVector;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The graph of a posterior: raw observables in; loss, draws and log-density in the parameters' own
 * units out.
 *
 * <pre>
 * c = conditioning(x, context), see Conditioning
 * u = support(theta)     a = standardize(u)     t = tails(a)     z = flow(t; c)
 * log p(theta | x) = log p(z) + log|dz/dt| + log|dt/da| + log|da/du| + log|du/dtheta|
 * loss = mean( energy(z) - log|dz/dt| ) + tau sum |kernel|^2,   energy = 1/2 |z|^2       [1]
 *
 * [1] Radev et al. 2020, BayesFlow, eq. 14 with its signs corrected; the Jacobians left out do not
 *     depend on the weights; other base distributions have other energies
 * </pre>
 *
 * A density fitted to samples is the case without x: c is the context, or there is none.
 */
public final class PosteriorGraph {
  /** Name of the input of known quantities. */
  public static final String CONTEXT = "context";

  /** First parts of the names that every graph of an estimator or a machine uses itself. */
  private static final Set<String> TAKEN =
      Set.of(
          "adam",
          "adam_first",
          "adam_second",
          "average",
          "average_share",
          CONTEXT,
          "flow",
          "gradient",
          "latent",
          "latent_draws",
          "latent_seed",
          "learning_rate",
          "log_prob",
          "mean",
          "num_samples",
          "parameters",
          "q05",
          "q50",
          "q95",
          "restore",
          "samples",
          "sd",
          "seed",
          "summary",
          "summary_statistics",
          "teacher",
          "training_noise",
          "typicality",
          "typicality_p_value",
          "typicality_score",
          "weight_decay",
          WeightVector.CUT,
          WeightVector.NAME);

  private final EstimatorSpec spec;
  private final ParameterSpace space;
  private final Ops tf;
  private final List<ObservableInput> inputs = new ArrayList<>();
  private final Optional<Operand<TFloat32>> context;
  private final SupportTransform support;
  private final Standardizer parameterStandardizer;
  private final TailCompression tails;
  private final VariableScope variables;
  private final ParameterNoise noise;
  private final ConditionalFlow flow;
  private final Conditioning conditioning;

  /** All data sets that are fed. */
  private final Conditioning.Given all;

  /**
   * Adds inputs and networks to a graph.
   *
   * @param spec resolved: every field set
   * @param variables trainable or frozen
   * @throws SpecException if the networks do not fit the model
   */
  public PosteriorGraph(Ops tf, EstimatorSpec spec, VariableScope variables) {
    this.tf = tf;
    this.spec = spec;
    this.variables = variables;
    this.space = ModelSpecs.space(spec.getModel());
    this.support = new SupportTransform(space);
    this.tails = new TailCompression(space);
    this.parameterStandardizer = new Standardizer(spec.getStandardization().getParameters());
    List<Observable> observables = ModelSpecs.observables(spec.getModel());
    for (int i = 0; i < observables.size(); i++) {
      requireFree(observables.get(i).name());
      inputs.add(
          new ObservableInput(tf, observables.get(i), spec.getStandardization().getObservable(i)));
    }
    this.context = contextInput();
    this.conditioning = new Conditioning(spec, variables, inputs);
    this.all = conditioning.apply(tf, inputs.stream().map(ObservableInput::raw).toList(), context);
    this.noise = new ParameterNoise(spec.getFlow().getSoftNoise(), variables.noise());
    this.flow =
        ConditionalFlow.build(
            variables.in("flow"), spec.getFlow(), space.freeDimension(), conditionWidth());
  }

  private static void requireFree(String observable) {
    if (TAKEN.contains(observable)) {
      throw new SpecException(
          "observable '"
              + observable
              + "' has a name that every machine's graph uses itself; give it another");
    }
  }

  private Optional<Operand<TFloat32>> contextInput() {
    int width = spec.getModel().getContextCount();
    return width == 0
        ? Optional.empty()
        : Optional.of(
            tf.withName(CONTEXT)
                .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, width))));
  }

  public ParameterSpace space() {
    return space;
  }

  /**
   * Every input the condition is computed from, by name: each observable, {@code [batch, n,
   * features]} for rows, and {@link #CONTEXT}, {@code [batch, context]}, where there is one.
   */
  public Map<String, Operand<TFloat32>> inputs() {
    Map<String, Operand<TFloat32>> all = new LinkedHashMap<>();
    inputs.forEach(input -> all.put(input.observable().name(), input.raw()));
    context.ifPresent(known -> all.put(CONTEXT, known));
    return all;
  }

  /** Summary statistics, {@code [batch, summaryDimension]}, where there are data. */
  public Optional<Operand<TFloat32>> summary() {
    return all.summary();
  }

  /**
   * Adds what tells one data set from another: all that the flow is told of it, and moments of the
   * data themselves.
   *
   * @return {@code [batch, features]}; nothing for a density without data
   */
  public Optional<Operand<TFloat32>> features() {
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    List<Operand<TFloat32>> parts = new ArrayList<>();
    all.condition().ifPresent(parts::add);
    for (int i = 0; i < inputs.size(); i++) {
      parts.add(DataMoments.of(tf, inputs.get(i).observable(), all.data().get(i)));
    }
    return Optional.of(Conditioning.joined(tf, parts));
  }

  /**
   * Adds the loss without penalty.
   *
   * @param theta parameters of each data set in their own units, {@code [batch, dimension]}
   * @param inputNoise deviation of noise on the standardized parameters in training
   * @return scalar
   */
  public Operand<TFloat32> loss(Operand<TFloat32> theta, double inputNoise) {
    return loss(theta, all.condition(), inputNoise);
  }

  private Operand<TFloat32> loss(
      Operand<TFloat32> theta, Optional<Operand<TFloat32>> condition, double inputNoise) {
    Operand<TFloat32> a = parameterStandardizer.standardize(tf, support.forward(tf, theta).value());
    ParameterNoise.Noisy noisy = noise.add(tf, a, condition, inputNoise);
    Operand<TFloat32> t = tails.forward(tf, noisy.value()).value();
    Transformed z = flow.forward(tf, t, each(noisy.condition()));
    Operand<TFloat32> each = tf.math.sub(flow.base().energy(tf, z.value()), z.logDet());
    return tf.math.mean(each, tf.constant(0));
  }

  /**
   * Adds {@link #loss} for batches of one size, as a sum over parts. The number of data sets is
   * then known to the graph, which computes no shapes at run time: those of the gradient would take
   * more operations than the networks.
   *
   * @return a scalar for each part, for batches of that size only
   */
  public List<Operand<TFloat32>> losses(
      Operand<TFloat32> theta, double inputNoise, BatchParts batch) {
    List<Operand<TFloat32>> losses = new ArrayList<>();
    for (BatchParts.Part part : batch.each()) {
      Conditioning.Given given =
          conditioning.apply(
              tf,
              inputs.stream().map(input -> part(input.raw(), part)).toList(),
              context.map(value -> part(value, part)));
      Operand<TFloat32> loss =
          loss(
              sized(part(theta, part), part),
              given.condition().map(c -> sized(c, part)),
              inputNoise);
      losses.add(part.share() == 1 ? loss : tf.math.mul(loss, tf.constant((float) part.share())));
    }
    return losses;
  }

  /** The same matrix with its number of rows known to the graph. */
  private Operand<TFloat32> sized(Operand<TFloat32> x, BatchParts.Part part) {
    return tf.reshape(x, tf.constant(new int[] {part.size(), (int) x.shape().get(1)}));
  }

  /** A part of a batch: {@code [batch, ...] -> [size, ...]}. */
  private Operand<TFloat32> part(Operand<TFloat32> batch, BatchParts.Part part) {
    if (part.share() == 1) {
      return batch;
    }
    int[] begin = new int[batch.shape().numDimensions()];
    int[] size = new int[begin.length];
    Arrays.fill(size, -1);
    begin[0] = part.first();
    size[0] = part.size();
    return tf.slice(batch, tf.constant(begin), tf.constant(size));
  }

  /** What the flow is conditioned on, for one parameter vector a data set. */
  Condition conditionOfEach() {
    return each(noise.withoutNoise(tf, all.condition()));
  }

  private static Condition each(Optional<Operand<TFloat32>> ofRows) {
    return ofRows.map(Condition::perRow).orElseGet(Condition::none);
  }

  /** The flow between {@link #toFlow} and the latent space. */
  ConditionalFlow flow() {
    return flow;
  }

  /** Width of the condition, zero for none. */
  int conditionWidth() {
    return noise.withoutNoise(tf, all.condition()).map(c -> (int) c.shape().get(1)).orElse(0);
  }

  /** Parameters {@code [rows, dimension]} as the flow sees them, {@code [rows, freeDimension]}. */
  Transformed toFlow(Operand<TFloat32> theta) {
    Transformed u = support.forward(tf, theta);
    Transformed t = tails.forward(tf, parameterStandardizer.standardize(tf, u.value()));
    Operand<TFloat32> logDet =
        tf.math.add(
            tf.math.add(t.logDet(), u.logDet()), tf.constant(parameterStandardizer.logDet()));
    return new Transformed(t.value(), logDet);
  }

  /** The inverse of {@link #toFlow}. */
  private Operand<TFloat32> fromFlow(Operand<TFloat32> t) {
    return support.inverse(tf, parameterStandardizer.restore(tf, tails.inverse(tf, t)));
  }

  /**
   * Adds the penalty {@code tau sum |kernel|^2}.
   *
   * @param tau its weight, above zero
   * @return scalar
   */
  public Operand<TFloat32> penalty(double tau) {
    return penalty(tf, variables, tau);
  }

  static Operand<TFloat32> penalty(Ops tf, VariableScope variables, double tau) {
    // L2Loss is half the squared norm.
    List<Operand<TFloat32>> norms =
        variables.kernels().stream()
            .<Operand<TFloat32>>map(kernel -> tf.nn.l2Loss(kernel))
            .toList();
    return tf.math.mul(tf.constant((float) (2 * tau)), tf.math.addN(norms));
  }

  /**
   * Draws from the posterior.
   *
   * @param latent z that they are made of, {@code [batch * draws, freeDimension]}
   * @param theta {@code [batch, draws, dimension]} in the parameters' own units; the batch is 1
   *     where there is nothing to be given
   */
  public record Draws(Operand<TFloat32> latent, Operand<TFloat32> theta) {}

  /**
   * Adds draws from the posterior.
   *
   * @param draws scalar, draws for each data set
   * @param seed scalar; same seed, same draws
   */
  public Draws sample(Operand<TInt32> draws, Operand<TInt64> seed) {
    Operand<TInt32> batch =
        all.condition()
            .<Operand<TInt32>>map(c -> Sizes.of(tf, c, 0))
            .orElseGet(() -> tf.constant(1));
    Operand<TInt32> shape =
        tf.stack(List.of(tf.math.mul(batch, draws), tf.constant(space.freeDimension())));
    Operand<TFloat32> latent =
        flow.base().sample(tf, shape, tf.stack(List.of(seed, tf.constant(0L))));
    // The shape is known here but not to the graph, whose layers need the number of columns.
    Operand<TFloat32> z = tf.reshape(latent, tf.constant(new int[] {-1, space.freeDimension()}));
    Transformed t = flow.inverse(tf, z, sharedBy(draws));
    Operand<TFloat32> theta = fromFlow(t.value());
    return new Draws(
        z, tf.reshape(theta, tf.stack(List.of(batch, draws, tf.constant(space.dimension())))));
  }

  private Condition sharedBy(Operand<TInt32> rows) {
    return noise
        .withoutNoise(tf, all.condition())
        .map(c -> Condition.shared(c, rows))
        .orElseGet(Condition::none);
  }

  /**
   * The latent vector and the log-density of given parameters.
   *
   * @param latent z, for a base distribution that is not standard normal the normal vector of the
   *     same probabilities: standard normal in any case where the posterior is exact; {@code
   *     [batch, points, freeDimension]}
   * @param logProb {@code [batch, points]}
   */
  public record Density(Operand<TFloat32> latent, Operand<TFloat32> logProb) {}

  /**
   * Adds the log-density of the posterior.
   *
   * @param theta {@code [batch, points, dimension]} in the parameters' own units
   */
  public Density density(Operand<TFloat32> theta) {
    Operand<TInt32> points = Sizes.of(tf, theta, 1);
    Operand<TFloat32> rows = tf.reshape(theta, tf.constant(new int[] {-1, space.dimension()}));
    Transformed t = toFlow(rows);
    Transformed z = flow.forward(tf, t.value(), sharedBy(points));
    Operand<TFloat32> logProb =
        tf.math.sub(
            tf.math.sub(tf.math.add(z.logDet(), t.logDet()), flow.base().energy(tf, z.value())),
            tf.constant((float) flow.base().logNormalizer()));
    return new Density(
        tf.reshape(
            flow.base().toNormal(tf, z.value()),
            tf.stack(List.of(tf.constant(-1), points, tf.constant(space.freeDimension())))),
        tf.reshape(logProb, tf.stack(List.of(tf.constant(-1), points))));
  }
}
