package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.Typicality;
import java.util.Locale;

/** What the command says of how typical data are. */
final class TypicalityLine {
  private TypicalityLine() {}

  /** One line. */
  static String of(Typicality typicality) {
    String p = String.format(Locale.ROOT, "p = %.2g", typicality.pValue());
    return typicality.surprising()
        ? "WARNING: typicality "
            + p
            + ": the machine has seen next to nothing like these data; do not trust this posterior."
        : "Typicality: " + p + ", data like those of training.";
  }
}
