package io.github.bayesflow4j.report;

import java.util.Locale;

/**
 * What a page says first.
 *
 * @param outcome its kind
 * @param sentence one sentence that gives the reason
 */
public record Verdict(Outcome outcome, String sentence) {

  /** Kinds of verdicts; each has words of its own beside a color of its own. */
  public enum Outcome {
    /** A test was passed. */
    CALIBRATED("Calibrated"),
    /** A test was failed. */
    NOT_CALIBRATED("Not calibrated"),
    /** Nothing was tested, or nothing is wrong. */
    RESULT("Result"),
    /** Data unlike those of training. */
    SURPRISING_DATA("Surprising data");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /** The name of its looks in the template. */
    String style() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
