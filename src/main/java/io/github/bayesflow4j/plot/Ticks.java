package io.github.bayesflow4j.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Round numbers along an axis.
 *
 * @param step distance of two neighbors: 1, 2 or 5 times a power of ten
 * @param values in rising order, within the range they were made for
 */
record Ticks(double step, List<Double> values) {
  private static final double[] ROUND = {1, 2, 5, 10};

  /** Beyond these, numbers are written with an exponent. */
  private static final double LARGE = 1e5;

  private static final double SMALL = 1e-4;

  Ticks {
    values = List.copyOf(values);
  }

  /** The finest round step that divides a range into at most {@code intervals}. */
  static Ticks of(double lower, double upper, int intervals) {
    double wanted = (upper - lower) / intervals;
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    double step = 10 * power;
    for (double round : ROUND) {
      // A rounding error must not pass over the step that divides the range exactly.
      if (round * power >= wanted * (1 - 1e-9)) {
        step = round * power;
        break;
      }
    }
    List<Double> values = new ArrayList<>();
    double slack = 1e-9 * (upper - lower);
    for (double k = Math.ceil((lower - slack) / step); k * step <= upper + slack; k++) {
      values.add(k * step + 0.0);
    }
    return new Ticks(step, values);
  }

  /** One label a value, all with the same decimals. */
  List<String> labels() {
    double largest = values.stream().mapToDouble(Math::abs).max().orElse(0);
    boolean exponent = largest >= LARGE || step < SMALL;
    return values.stream()
        .map(value -> exponent ? scientific(value, largest) : plain(value))
        .toList();
  }

  private String plain(double value) {
    return signed(Math.max(0, -exponent(step)), "f", value);
  }

  private String scientific(double value, double largest) {
    if (value == 0) {
      return "0";
    }
    // All digits from the first of this value to that of the step.
    String text = signed(Math.max(0, exponent(value) - exponent(step)), "e", value);
    return text.replaceAll("e\\+?(-?)0*(\\d)", "e$1$2");
  }

  private static String signed(int decimals, String form, double value) {
    return String.format(Locale.ROOT, "%." + decimals + form, value).replace('-', '\u2212');
  }

  /** Exponent of the first digit; safe where a power of ten is a rounding error too small. */
  private static int exponent(double value) {
    return (int) Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  }
}
