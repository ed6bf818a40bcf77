package io.github.bayesflow4j.tabular;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats in which draws are written; the ending of a file's name chooses one. */
public enum DrawsFormat {
  /** Comma-separated values: a line of names, then one draw a line. */
  CSV,
  /** An array of NumPy, {@code [draws, dimension]} in double precision; holds no names. */
  NPY,
  /** Apache Parquet, one column of double precision a component; uncompressed. */
  PARQUET;

  /**
   * The format of a file of this name.
   *
   * @throws IllegalArgumentException if the name ends in none of them
   */
  public static DrawsFormat of(Path file) {
    return find(file.toString())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected a file name ending in one of "
                        + endings()
                        + ", found '"
                        + file
                        + "'"));
  }

  /** The format of a file of this name, if it ends in one of them. */
  public static Optional<DrawsFormat> find(String file) {
    return Arrays.stream(values())
        .filter(format -> file.toLowerCase(Locale.ROOT).endsWith(format.ending()))
        .findFirst();
  }

  /** How the names of all formats end, for error messages: {@code .csv, .npy, .parquet}. */
  public static String endings() {
    return Arrays.stream(values()).map(DrawsFormat::ending).collect(Collectors.joining(", "));
  }

  /** How the names of its files end: {@code .csv}. */
  public String ending() {
    return "." + name().toLowerCase(Locale.ROOT);
  }
}
