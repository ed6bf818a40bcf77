package io.github.bayesflow4j.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The names that can be chosen from, for the message about one that is none of them.
 *
 * @param kind what the names name: {@code process}
 * @param names the names there are
 */
record Choices(String kind, List<String> names) {

  /** Says that there is none of this name, what was probably meant, and what there is. */
  String unknown(String name) {
    return "there is no "
        + kind
        + " '"
        + name
        + "'"
        + closest(name).map(close -> " (did you mean " + close + "?)").orElse("")
        + "; there "
        + (names.isEmpty() ? "is none yet" : "are: " + String.join(", ", names));
  }

  /** The name fewest edits away, if those are few. */
  private Optional<String> closest(String name) {
    return names.stream()
        .min(Comparator.comparingInt(candidate -> edits(name, candidate)))
        .filter(candidate -> edits(name, candidate) <= 1 + candidate.length() / 4);
  }

  /** Levenshtein distance: insertions, deletions and substitutions from one name to the other. */
  private static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[above.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
