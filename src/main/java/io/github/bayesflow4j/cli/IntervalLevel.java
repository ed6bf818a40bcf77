package io.github.bayesflow4j.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The level of an interval on the command line: a fraction between 0 and 1. */
final class IntervalLevel implements ITypeConverter<Double> {
  @Override
  public Double convert(String text) {
    try {
      double level = Double.parseDouble(text);
      if (level > 0 && level < 1) {
        return level;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number out of range.
    }
    throw new TypeConversionException(
        "expected levels between 0 and 1 such as 0.5,0.9, found '" + text + "'");
  }
}
