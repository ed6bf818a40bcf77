package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weights at which the log-scales of affine couplings lie at the bounds of their soft clamp.
 *
 * <p>Neighbouring components take opposite bounds, and so do successive blocks of a chain: six at
 * the same bound would stretch by exp(6 * 1.9), which uses up the digits of single precision.
 */
final class Saturated {
  private static final Pattern BLOCK = Pattern.compile("block_(\\d+)/");

  /** So far out that the arctangent is within 0.2 % of its bounds. */
  private static final float RAW = 1000;

  private Saturated() {}

  /**
   * Sets the last biases of the subnetworks that give log-scales, and scales all other weights.
   *
   * @param others factor of the other weights
   */
  static Weights logScales(Weights weights, float others) {
    Map<String, Weight> changed = new LinkedHashMap<>();
    for (String name : weights.names()) {
      Weight weight = scaled(weights, others).get(name);
      float[] values = weight.values();
      for (int i = 0; i < logScales(weights, name); i++) {
        values[i] = (i + block(name)) % 2 == 0 ? RAW : -RAW;
      }
      changed.put(name, new Weight(weight.shape(), values));
    }
    return new Weights(changed);
  }

  /** All weights times a factor. */
  static Weights scaled(Weights weights, float factor) {
    Map<String, Weight> changed = new LinkedHashMap<>();
    for (String name : weights.names()) {
      float[] values = weights.get(name).values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      changed.put(name, new Weight(weights.get(name).shape(), values));
    }
    return new Weights(changed);
  }

  /** How many entries of a variable are biases of log-scales; these come first. */
  private static int logScales(Weights weights, String name) {
    boolean last = name.endsWith("last/bias") || name.endsWith("constant");
    if (!last || !name.contains("subnet_1")) {
      return 0;
    }
    boolean ofShifts = !weights.names().contains(name.replace("subnet_1", "subnet_2"));
    int length = weights.get(name).values().length;
    return ofShifts ? length / 2 : length;
  }

  private static int block(String name) {
    Matcher matcher = BLOCK.matcher(name);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
