package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a bijector returns.
 *
 * @param value the image, {@code [rows, dimension]}
 * @param logDet log of the absolute determinant of the Jacobian of the map that was applied, {@code
 *     [rows]}
 */
public record Transformed(Operand<TFloat32> value, Operand<TFloat32> logDet) {}
