package io.github.bayesflow4j.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Option values that are whole numbers from some number up. */
final class WholeNumbers {
  private WholeNumbers() {}

  /** One or more. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(text, 1);
    }
  }

  /** Two or more: what a spread is estimated from. */
  static final class Several implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return parse(text, 2);
    }
  }

  private static int parse(String text, int least) {
    try {
      int value = Integer.parseInt(text);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number that is too small.
    }
    throw new TypeConversionException(
        "expected a whole number from " + least + " up, found '" + text + "'");
  }
}
