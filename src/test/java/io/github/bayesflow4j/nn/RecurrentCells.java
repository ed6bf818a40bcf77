package io.github.bayesflow4j.nn;

import java.util.Arrays;

/** The equations of recurrent cells in plain Java and double precision, one number at a time. */
final class RecurrentCells {
  private RecurrentCells() {}

  /** The states of an LSTM after each row. */
  static double[][] lstm(Weights weights, String layer, double[][] rows, int units) {
    double[][] states = new double[rows.length][];
    double[] h = new double[units];
    double[] c = new double[units];
    for (int t = 0; t < rows.length; t++) {
      double[] gates = affine(weights, layer, joined(rows[t], h));
      double[] next = new double[units];
      for (int j = 0; j < units; j++) {
        double input = sigmoid(gates[j]);
        double forget = sigmoid(gates[units + j] + 1);
        double candidate = Math.tanh(gates[2 * units + j]);
        double output = sigmoid(gates[3 * units + j]);
        c[j] = forget * c[j] + input * candidate;
        next[j] = output * Math.tanh(c[j]);
      }
      h = next;
      states[t] = h;
    }
    return states;
  }

  /** The states of a GRU after each row. */
  static double[][] gru(Weights weights, String layer, double[][] rows, int units) {
    double[][] states = new double[rows.length][];
    double[] h = new double[units];
    for (int t = 0; t < rows.length; t++) {
      double[] gates = affine(weights, layer + "/gates", joined(rows[t], h));
      double[] reset = new double[units];
      for (int j = 0; j < units; j++) {
        reset[j] = sigmoid(gates[j]) * h[j];
      }
      double[] candidate = affine(weights, layer + "/candidate", joined(rows[t], reset));
      double[] next = new double[units];
      for (int j = 0; j < units; j++) {
        double update = sigmoid(gates[units + j] + 1);
        next[j] = update * h[j] + (1 - update) * Math.tanh(candidate[j]);
      }
      h = next;
      states[t] = h;
    }
    return states;
  }

  /** Rows {@code count - 1 .. 0}, without those behind. */
  static double[][] backward(double[][] rows, int count) {
    double[][] reversed = new double[count][];
    for (int t = 0; t < count; t++) {
      reversed[t] = rows[count - 1 - t];
    }
    return reversed;
  }

  static double[] joined(double[] first, double[] second) {
    double[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static double[] affine(Weights weights, String layer, double[] x) {
    float[] kernel = weights.get(layer + "/kernel").values();
    float[] bias = weights.get(layer + "/bias").values();
    double[] y = new double[bias.length];
    for (int j = 0; j < y.length; j++) {
      y[j] = bias[j];
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * kernel[i * y.length + j];
      }
    }
    return y;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
