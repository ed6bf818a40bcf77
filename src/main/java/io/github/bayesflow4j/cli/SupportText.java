package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.simulation.Support;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The support of a column as it is written on the command line: {@code 0:1}, {@code 0:}. */
final class SupportText implements ITypeConverter<Support> {

  @Override
  public Support convert(String text) {
    int colon = text.indexOf(':');
    try {
      if (colon > 0) {
        double lower = Double.parseDouble(text.substring(0, colon));
        return colon == text.length() - 1
            ? new Support.LowerBounded(lower)
            : Support.bounded(lower, Double.parseDouble(text.substring(colon + 1)));
      }
    } catch (NumberFormatException e) {
      // Refused below, like a text without bounds.
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage() + " in '" + text + "'");
    }
    throw new TypeConversionException(
        "expected bounds such as 0:1 or 0: without an upper one, found '" + text + "'");
  }
}
