package io.github.bayesflow4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import org.tensorflow.TensorFlow;

/** On what, and of which commit, figures are measured. */
public final class Surroundings {
  private Surroundings() {}

  /** One sentence, for the head of a table. */
  public static String describe() {
    return String.format(
        Locale.ROOT,
        "%s, commit %s, on %d cores of %s, %s of memory; Java %s, TensorFlow %s.",
        LocalDate.now(),
        commit(),
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name"),
        field("/proc/meminfo", "MemTotal"),
        Runtime.version(),
        TensorFlow.version());
  }

  private static String commit() {
    String head = output("git", "rev-parse", "--short", "HEAD");
    boolean changed = !output("git", "status", "--porcelain", "src", "benchmarks").isEmpty();
    return changed ? head + " with changes" : head;
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("could not run " + command[0], e);
    }
  }

  /** The first value of a field in one of Linux's files about the machine. */
  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
