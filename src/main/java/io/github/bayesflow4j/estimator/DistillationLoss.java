package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.flow.BaseDistribution;
import io.github.bayesflow4j.flow.Condition;
import io.github.bayesflow4j.flow.ConditionalFlow;
import io.github.bayesflow4j.flow.ConditionalFlow.Path;
import io.github.bayesflow4j.nn.Sizes;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.DistillationSpec.Steps;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What a student flow minimizes to become its teacher.
 *
 * <pre>
 * data path     x = x_0, .., x_n = z by the teacher;   z = x'_n, .., x'_0 by the student
 * latent path   z = y'_n, .., y'_0 by the student, z normal;   y'_0 = y_0, .., y_n by the teacher
 * L_x = mean sum_i |x_i - x'_i|^2      L_z = mean sum_i |y_i - y'_i|^2                         [1]
 * KL(student || teacher) = mean( log q'(y_0) - log q(y_0) )                                   [2]
 * objective = beta L_x + (1 - beta) L_z + divergence KL
 *
 * [1] Krause and Shih 2021, CaloFlow II, section III: i runs over the values between bijectors, or
 *     over the two ends alone
 * [2] van den Oord et al. 2018, Parallel WaveNet, section 4: y_0 is a differentiable function of z
 * </pre>
 *
 * Each way takes one pass where the densities of the teacher and the draws of the student do. The
 * squares need few digits of the density to be small and say little about its tails, which the
 * divergence measures; alone it may leave out a mode, which the data path does not.
 *
 * @param objective scalar
 * @param divergence KL(student || teacher) over draws of the student, a scalar in nats
 */
record DistillationLoss(Operand<TFloat32> objective, Operand<TFloat32> divergence) {

  /**
   * Adds the loss to a graph.
   *
   * @param teacher with constant weights
   * @param theta parameters of each data set in their own units, {@code [batch, dimension]}
   * @param seed scalar; same seed, same latent vectors
   */
  static DistillationLoss of(
      Ops tf,
      PosteriorGraph teacher,
      ConditionalFlow student,
      Operand<TFloat32> theta,
      Operand<TInt64> seed,
      DistillationSpec options) {
    Condition condition = teacher.conditionOfEach();
    int dimension = teacher.space().freeDimension();
    Path data = teacher.flow().forwardPath(tf, teacher.toFlow(theta).value(), condition);
    Path back = student.inversePath(tf, data.end().value(), condition);
    Operand<TFloat32> drawn =
        student
            .base()
            .sample(
                tf,
                tf.stack(List.of(Sizes.of(tf, theta, 0), tf.constant(dimension))),
                tf.stack(List.of(seed, tf.constant(0L))));
    Operand<TFloat32> z = tf.reshape(drawn, tf.constant(new int[] {-1, dimension}));
    Path draws = student.inversePath(tf, z, condition);
    Path forth = teacher.flow().forwardPath(tf, draws.end().value(), condition);
    Operand<TFloat32> logStudent = tf.math.sub(logDensity(tf, student.base(), z), draws.logDet());
    Operand<TFloat32> logTeacher =
        tf.math.add(logDensity(tf, teacher.flow().base(), forth.end().value()), forth.logDet());
    Operand<TFloat32> divergence =
        tf.math.mean(tf.math.sub(logStudent, logTeacher), tf.constant(0));
    double beta = options.getBeta();
    return new DistillationLoss(
        tf.math.addN(
            List.of(
                weighted(tf, beta, squares(tf, data, back, options.getSteps())),
                weighted(tf, 1 - beta, squares(tf, forth, draws, options.getSteps())),
                weighted(tf, options.getDivergence(), divergence))),
        divergence);
  }

  private static Operand<TFloat32> logDensity(Ops tf, BaseDistribution base, Operand<TFloat32> z) {
    return tf.math.neg(tf.math.add(base.energy(tf, z), tf.constant((float) base.logNormalizer())));
  }

  private static Operand<TFloat32> weighted(Ops tf, double weight, Operand<TFloat32> term) {
    return tf.math.mul(tf.constant((float) weight), term);
  }

  /**
   * Between a way to the latent space and one back: the first value of one is the last of the
   * other.
   */
  private static Operand<TFloat32> squares(Ops tf, Path forward, Path inverse, Steps steps) {
    int last = forward.values().size() - 1;
    int lastBack = inverse.values().size() - 1;
    List<Operand<TFloat32>> terms = new ArrayList<>();
    terms.add(square(tf, forward.values().get(0), inverse.values().get(lastBack)));
    terms.add(square(tf, forward.values().get(last), inverse.values().get(0)));
    if (steps == Steps.COMPARED && last == lastBack) {
      for (int i = 1; i < last; i++) {
        terms.add(square(tf, forward.values().get(i), inverse.values().get(last - i)));
      }
    }
    return tf.math.addN(terms);
  }

  private static Operand<TFloat32> square(Ops tf, Operand<TFloat32> a, Operand<TFloat32> b) {
    Operand<TFloat32> each = tf.sum(tf.math.square(tf.math.sub(a, b)), tf.constant(1));
    return tf.math.mean(each, tf.constant(0));
  }
}
