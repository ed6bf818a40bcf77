package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;

/** How many test sets figures of single ones show. */
final class TestSets {
  /** More points hide each other and make files large. */
  static final int SHOWN = 400;

  private TestSets() {}

  static int count(SimulatedPosteriors posteriors) {
    return Math.min(posteriors.testSets(), SHOWN);
  }

  /** A remark where not all are shown, empty otherwise. */
  static String shown(SimulatedPosteriors posteriors) {
    return posteriors.testSets() > SHOWN
        ? " (the first " + SHOWN + " of " + posteriors.testSets() + ")"
        : "";
  }
}
