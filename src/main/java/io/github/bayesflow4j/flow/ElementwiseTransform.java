package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * An invertible map of single numbers whose parameters are given for each: what a coupling does to
 * one half.
 *
 * <p>Parameters come as {@code [rows, parametersEach * n]}, all first parameters, then all second
 * ones, and so on. All zero must mean the identity.
 */
public interface ElementwiseTransform {

  /** Number of parameters of the map of one number. */
  int parametersEach();

  /** Maps {@code x [rows, n]} towards the latent space. */
  Transformed forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters);

  /** Maps {@code y [rows, n]} back. */
  Transformed inverse(Ops tf, Operand<TFloat32> y, Operand<TFloat32> parameters);
}
