package io.github.bayesflow4j.machine;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The diagnostics on a machine's card beside the same ones measured again: whether what the card
 * says of the machine is true.
 *
 * @param figures every number on the card, in its order
 * @param sameVerdict whether the machine is calibrated, or not, now as on the card
 */
public record CardVerification(List<Figure> figures, boolean sameVerdict) {
  /*
   * Simulations and draws follow from the seed, so that the same library on the same processor
   * gives the same bits. Another processor, another build of TensorFlow or other options of its
   * optimizer of graphs round the networks otherwise: draws move in their seventh digit, which
   * changes averages as little, but lets a few true values change places with the draw beside
   * them, and with that a rank by one. The tolerances leave room for that: .05 for p-values, a
   * percent for root mean square errors, .002 and a percent for all others; they have not been
   * measured on other processors. Larger differences mean another machine, another model or wrong
   * figures. Words on the card are not compared but for the verdict.
   */
  private static final double RELATIVE = 0.01;

  private static final double ABSOLUTE = 0.002;
  private static final double OF_P_VALUES = 0.05;
  private static final String RMSE = "rmse";
  private static final String P_VALUE = "p_value";
  private static final String LOG_GAMMA = "log_gamma";

  /**
   * One number.
   *
   * @param name the parameter, where it is of one, and its name on the card
   * @param recorded as on the card
   * @param found as measured now
   * @param tolerance the difference that rounding explains
   */
  public record Figure(String name, double recorded, double found, double tolerance) {

    /** Whether both are the same within the tolerance. */
    public boolean reproduced() {
      return identical() || Math.abs(recorded - found) <= tolerance;
    }

    /** Whether both are the same to the bit. */
    public boolean identical() {
      return Double.doubleToLongBits(recorded) == Double.doubleToLongBits(found);
    }
  }

  public CardVerification {
    figures = List.copyOf(figures);
  }

  /**
   * Compares a card with diagnostics of the same numbers of test sets and draws and the same seed.
   *
   * @throws IllegalArgumentException if the card has no diagnostics, or those are of others
   */
  public static CardVerification of(MachineCardSpec card, DiagnosticReport now) {
    DiagnosticsSpec recorded = card.getDiagnostics();
    if (!card.hasDiagnostics()
        || recorded.getDataSets() != now.testSets()
        || recorded.getDraws() != now.draws()
        || recorded.getSeed() != now.seed()) {
      throw new IllegalArgumentException(
          "expected diagnostics on %d data sets with %d draws and seed %d as on the card, found %d, %d and %d"
              .formatted(
                  recorded.getDataSets(),
                  recorded.getDraws(),
                  recorded.getSeed(),
                  now.testSets(),
                  now.draws(),
                  now.seed()));
    }
    DiagnosticsSpec found = CardDiagnostics.of(now);
    Map<String, Double> measured = numbers(found);
    List<Figure> figures = new ArrayList<>();
    numbers(recorded)
        .forEach(
            (name, value) ->
                figures.add(
                    new Figure(
                        name,
                        value,
                        measured.getOrDefault(name, Double.NaN),
                        tolerance(name, value))));
    return new CardVerification(figures, recorded.getCalibrated() == found.getCalibrated());
  }

  private static double tolerance(String name, double recorded) {
    // In the unit of the parameter, whose size is not known here.
    if (name.endsWith(" " + RMSE) || name.endsWith(" expected_" + RMSE)) {
      return RELATIVE * Math.abs(recorded);
    }
    if (name.endsWith(P_VALUE)) {
      return OF_P_VALUES;
    }
    // A difference of logarithms is a ratio: of p-values, near enough.
    return name.endsWith(LOG_GAMMA)
        ? Math.max(10 * OF_P_VALUES, OF_P_VALUES * Math.abs(recorded))
        : ABSOLUTE + RELATIVE * Math.abs(recorded);
  }

  /** Every number of a message under its name, which those of its parts come after. */
  private static Map<String, Double> numbers(DiagnosticsSpec spec) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    addNumbers("", spec, numbers);
    return numbers;
  }

  private static void addNumbers(String prefix, Message message, Map<String, Double> numbers) {
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              String name = prefix + field.getName();
              if (field.isRepeated() && value instanceof List<?> parts) {
                for (int i = 0; i < parts.size(); i++) {
                  Message part = (Message) parts.get(i);
                  addNumbers(prefix + label(part, field, i) + " ", part, numbers);
                }
              } else if (value instanceof Message part) {
                addNumbers(name + " ", part, numbers);
              } else if (value instanceof Double number) {
                numbers.put(name, number);
              }
            });
  }

  /** What a part of a list is called: its own name where it has one, else its place. */
  private static String label(Message part, FieldDescriptor list, int index) {
    FieldDescriptor name = part.getDescriptorForType().findFieldByName("name");
    return name == null ? list.getName() + " " + (index + 1) : (String) part.getField(name);
  }

  /** Whether every figure and the verdict are as the card says. */
  public boolean reproduced() {
    return sameVerdict && figures.stream().allMatch(Figure::reproduced);
  }

  /** Whether every figure is the same to the bit. */
  public boolean identical() {
    return sameVerdict && figures.stream().allMatch(Figure::identical);
  }

  /** The figures that are not as the card says. */
  public List<Figure> different() {
    return figures.stream().filter(figure -> !figure.reproduced()).toList();
  }
}
