package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.spec.proto.AdamSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The Adam optimizer with its rate fed at every step and the global norm of the gradient clipped.
 *
 * <pre>
 * g &lt;- g min(1, c / |g|), |g| over all variables                                     [1]
 * m &lt;- b1 m + (1 - b1) g      v &lt;- b2 v + (1 - b2) g^2
 * w &lt;- w - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)                  [2]
 *        - rate decay w, for kernels                                                    [3]
 *
 * [1] Pascanu et al. 2013
 * [2] Kingma and Ba 2015, section 2, last paragraph
 * [3] Loshchilov and Hutter 2019, algorithm 2, in which the rate is that of the schedule
 * </pre>
 *
 * The bias correction, which depends on the step number t alone, is part of the rate that is fed:
 * see {@link #fedRate}. So the step number is no variable of the graph.
 */
final class Adam extends Optimizer {
  private static final String RATE = "learning_rate";
  private static final String DECAY = "weight_decay";

  private final AdamSpec spec;
  private final Set<String> kernels;
  private final Operand<TFloat32> rate;
  private final Optional<Operand<TFloat32>> decay;
  private final Optional<WeightAverage> average;
  private final Map<String, Variable<?>> first = new HashMap<>();
  private final Map<String, Variable<?>> second = new HashMap<>();

  private Adam(Graph graph, TrainingSpec training, Set<String> kernels) {
    super(graph);
    this.spec = training.getAdam();
    this.kernels = kernels;
    this.rate = scalar(graph, RATE);
    this.decay = spec.getWeightDecay() > 0 ? Optional.of(scalar(graph, DECAY)) : Optional.empty();
    this.average =
        training.getAverageSteps() > 0
            ? Optional.of(new WeightAverage(graph, training.getAverageSteps()))
            : Optional.empty();
  }

  private static Operand<TFloat32> scalar(Graph graph, String name) {
    return Ops.create(graph).withName(name).placeholder(TFloat32.class);
  }

  /** Adds the optimizer's operations to an estimator. */
  static void attach(PosteriorEstimator estimator, TrainingSpec training) {
    Adam adam = new Adam(estimator.graph(), training, estimator.kernels());
    List<GradAndVar<?>> clipped =
        clip(
            Ops.create(estimator.graph()).withSubScope("clip"),
            adam.computeGradients(estimator.objective()),
            (float) training.getClipNorm());
    Op apply = adam.applyGradients(clipped, "step");
    estimator.attach(new PosteriorEstimator.Update(apply, adam::feed));
  }

  private void feed(BatchFeed feed, double newRate, long step) {
    feed.scalar(RATE, (float) fedRate(spec, newRate, step));
    decay.ifPresent(input -> feed.scalar(DECAY, (float) (newRate * spec.getWeightDecay())));
    average.ifPresent(weights -> weights.feed(feed, step));
  }

  /** The rate to feed at the update with this number, counted from zero. */
  static double fedRate(AdamSpec spec, double rate, long step) {
    double t = step + 1d;
    return rate * Math.sqrt(1 - Math.pow(spec.getBeta2(), t)) / (1 - Math.pow(spec.getBeta1(), t));
  }

  private static List<GradAndVar<?>> clip(Ops tf, List<GradAndVar<?>> pairs, float clipNorm) {
    List<Operand<TFloat32>> halfSquares = new ArrayList<>();
    for (GradAndVar<?> pair : pairs) {
      if (pair.getGradient().isClosed()) {
        throw new IllegalStateException(
            "variable " + pair.getVariable().op().name() + " receives no gradient");
      }
      halfSquares.add(tf.nn.l2Loss(floats(pair.getGradient())));
    }
    Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.math.addN(halfSquares)));
    Operand<TFloat32> factor =
        tf.math.div(tf.constant(clipNorm), tf.math.maximum(norm, tf.constant(clipNorm)));
    List<GradAndVar<?>> clipped = new ArrayList<>();
    for (GradAndVar<?> pair : pairs) {
      Operand<TFloat32> gradient = tf.math.mul(floats(pair.getGradient()), factor);
      clipped.add(new GradAndVar<>(gradient.asOutput(), floats(pair.getVariable())));
    }
    return clipped;
  }

  @SuppressWarnings("unchecked") // every variable of an estimator is single precision
  private static Output<TFloat32> floats(Output<?> output) {
    return (Output<TFloat32>) output;
  }

  @Override
  protected void createSlots(List<Output<? extends TType>> variables) {
    Ops firstOps = Ops.create(graph).withSubScope("adam_first");
    Ops secondOps = Ops.create(graph).withSubScope("adam_second");
    for (Output<? extends TType> variable : variables) {
      first.put(variable.op().name(), Slots.zeros(firstOps, floats(variable)));
      second.put(variable.op().name(), Slots.zeros(secondOps, floats(variable)));
      average.ifPresent(weights -> weights.create(floats(variable)));
    }
  }

  @Override
  @SuppressWarnings("unchecked") // slots have the type of their variable
  protected <T extends TType> Op applyDense(Ops deps, Output<T> gradient, Output<T> variable) {
    String name = variable.op().name();
    Operand<TFloat32> zero = deps.constant(0f);
    Operand<TFloat32> updated =
        deps.train.applyAdam(
            decayed(deps, floats(variable)),
            (Variable<TFloat32>) first.get(name),
            (Variable<TFloat32>) second.get(name),
            zero,
            zero,
            rate,
            deps.constant((float) spec.getBeta1()),
            deps.constant((float) spec.getBeta2()),
            deps.constant((float) spec.getEpsilon()),
            floats(gradient));
    return average.map(weights -> weights.move(deps, name, updated)).orElse(updated);
  }

  /** The variable itself, after its decay; all gradients are known by then. */
  private Operand<TFloat32> decayed(Ops deps, Output<TFloat32> variable) {
    if (decay.isEmpty() || !kernels.contains(variable.op().name())) {
      return variable;
    }
    return deps.assignSub(variable, deps.math.mul(variable, decay.get()));
  }

  @Override
  public String getOptimizerName() {
    return "adam";
  }
}
