package io.github.bayesflow4j.estimator;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Copies fetched tensors to Java arrays. */
public final class Fetched {
  private Fetched() {}

  /** All values of a single-precision tensor, row by row. */
  public static float[] floats(Tensor tensor) {
    TFloat32 values = (TFloat32) tensor;
    float[] array = new float[Math.toIntExact(values.size())];
    if (values.rank() == 0) {
      array[0] = values.getFloat();
    } else if (array.length > 0) {
      values.copyTo(DataBuffers.of(array, false, false));
    }
    return array;
  }
}
