package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import picocli.CommandLine.Option;

/** Lines that go to standard output, or to a file. */
final class LinesOutput {
  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      description = "The file to write; standard output unless given.")
  Optional<Path> out = Optional.empty();

  void requireWritable() {
    out.ifPresent(OutputFile::requireWritable);
  }

  /** Writes a header and {@code count} lines; a file is there whole or not at all. */
  void write(BayesFlowCommand bayesflow, String header, int count, IntFunction<String> line) {
    if (out.isEmpty()) {
      print(bayesflow.out(), header, count, line);
      return;
    }
    try {
      DurableFiles.replace(
          out.get(),
          stream ->
              print(
                  new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)),
                  header,
                  count,
                  line));
    } catch (IOException e) {
      throw new UncheckedIOException(out.get() + ": cannot be written: " + e, e);
    }
  }

  private static void print(PrintWriter to, String header, int count, IntFunction<String> line) {
    to.print(header + "\n");
    for (int i = 0; i < count; i++) {
      to.print(line.apply(i) + "\n");
    }
    to.flush();
  }
}
