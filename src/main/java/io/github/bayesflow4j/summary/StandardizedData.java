package io.github.bayesflow4j.summary;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A batch of data sets as a summary network sees it.
 *
 * @param values standardized, zero in absent rows; {@code [batch, n, features]} for rows, {@code
 *     [batch, features]} for vectors, {@code [batch, height, width, features]} for grids
 * @param mask for rows, 1 where a row is present and 0 where it is absent, {@code [batch, n]}
 */
public record StandardizedData(Operand<TFloat32> values, Optional<Operand<TFloat32>> mask) {}
