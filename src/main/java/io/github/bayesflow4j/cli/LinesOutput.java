package io.github.bayesflow4j.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
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
    file().ifPresent(OutputFile::requireWritable);
  }

  /** Writes a header and {@code count} lines; a file is there whole or not at all. */
  void write(BayesFlowCommand bayesflow, String header, int count, IntFunction<String> line) {
    file()
        .ifPresentOrElse(
            file ->
                file.write(
                    stream ->
                        print(
                            new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)),
                            header,
                            count,
                            line)),
            () -> print(bayesflow.out(), header, count, line));
  }

  private Optional<OutputFile> file() {
    return out.map(path -> new OutputFile("--out", path));
  }

  private static void print(PrintWriter to, String header, int count, IntFunction<String> line) {
    to.print(header + "\n");
    for (int i = 0; i < count; i++) {
      to.print(line.apply(i) + "\n");
    }
    to.flush();
  }
}
