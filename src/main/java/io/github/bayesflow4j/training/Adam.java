package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.nn.GraphVariable;
import io.github.bayesflow4j.nn.WeightLayout;
import io.github.bayesflow4j.nn.WeightVector;
import io.github.bayesflow4j.spec.proto.AdamSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

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
final class Adam {
  private static final String RATE = "learning_rate";
  private static final String DECAY = "weight_decay";
  private static final String NAME = "adam";
  private static final String FIRST = "adam_first";
  private static final String SECOND = "adam_second";

  private final AdamSpec spec;
  private final Ops tf;
  private final WeightVector weights;
  private final Operand<TFloat32> rate;
  private final Optional<Operand<TFloat32>> decay;
  private final Optional<WeightAverage> average;
  private final GraphVariable first;
  private final GraphVariable second;

  private Adam(Graph graph, WeightVector weights, TrainingSpec training) {
    this.spec = training.getAdam();
    this.tf = Ops.create(graph).withSubScope(NAME);
    this.weights = weights;
    this.rate = scalar(graph, RATE);
    this.decay = spec.getWeightDecay() > 0 ? Optional.of(scalar(graph, DECAY)) : Optional.empty();
    this.average =
        training.getAverageSteps() > 0
            ? Optional.of(new WeightAverage(graph, training.getAverageSteps(), weights))
            : Optional.empty();
    this.first = weights.zeros(FIRST);
    this.second = weights.zeros(SECOND);
  }

  private static Operand<TFloat32> scalar(Graph graph, String name) {
    return Ops.create(graph).withName(name).placeholder(TFloat32.class);
  }

  /** Adds the optimizer's operations to an estimator. */
  static void attach(PosteriorEstimator estimator, TrainingSpec training) {
    WeightVector weights = estimator.weightVector();
    Gradients gradients = Gradients.of(estimator.graph(), estimator.objectives(), weights);
    Adam adam = new Adam(estimator.graph(), weights, training);
    Operand<TFloat32> clipped = adam.clip(gradients.total(), (float) training.getClipNorm());
    Op apply = adam.apply(clipped, estimator.kernels());
    estimator.attach(
        new PosteriorEstimator.Update(gradients.kept(), apply, adam.variables(), adam::feed));
  }

  /** All that the optimizer remembers from step to step. */
  private List<GraphVariable> variables() {
    List<GraphVariable> all = new ArrayList<>(List.of(first, second));
    average.map(WeightAverage::variable).ifPresent(all::add);
    return all;
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

  private Operand<TFloat32> clip(Operand<TFloat32> gradient, float clipNorm) {
    // L2Loss is half the squared norm.
    Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.nn.l2Loss(gradient)));
    Operand<TFloat32> factor =
        tf.math.div(tf.constant(clipNorm), tf.math.maximum(norm, tf.constant(clipNorm)));
    return tf.math.mul(gradient, factor);
  }

  private Op apply(Operand<TFloat32> gradient, Set<String> kernels) {
    Operand<TFloat32> zero = tf.constant(0f);
    Op updated =
        tf.withControlDependencies(decayed(gradient, kernels))
            .train
            .resourceApplyAdam(
                weights.vector().handle(),
                first.handle(),
                second.handle(),
                zero,
                zero,
                rate,
                tf.constant((float) spec.getBeta1()),
                tf.constant((float) spec.getBeta2()),
                tf.constant((float) spec.getEpsilon()),
                gradient);
    return average.map(mean -> mean.move(tf, weights.vector(), updated)).orElse(updated);
  }

  /** The decay of the kernels, where there is one, once the gradient is known. */
  private List<Op> decayed(Operand<TFloat32> gradient, Set<String> kernels) {
    return decay
        .<Op>map(
            each -> {
              Ops after = tf.withControlDependencies(List.of(gradient));
              Operand<TFloat32> share = tf.math.mul(tf.constant(ofKernels(kernels)), each);
              return after.assignSubVariableOp(
                  weights.vector().handle(), tf.math.mul(weights.vector().value(), share));
            })
        .stream()
        .toList();
  }

  /** One for each number of a kernel, zero for all else. */
  private float[] ofKernels(Set<String> kernels) {
    float[] ones = new float[weights.layout().length()];
    for (WeightLayout.Place place : weights.layout().places()) {
      if (kernels.contains(place.name())) {
        Arrays.fill(ones, place.first(), place.first() + place.size(), 1);
      }
    }
    return ones;
  }
}
