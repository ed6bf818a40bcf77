package io.github.bayesflow4j.cli;

/** Rows of numbers as one array in single precision. */
final class FloatRows {
  private FloatRows() {}

  /** Rows {@code first .. first + count}, one after the other. */
  static float[] flat(double[][] rows, int first, int count) {
    int width = rows[0].length;
    float[] flat = new float[count * width];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[first + i / width][i % width];
    }
    return flat;
  }
}
