package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.spec.Estimates;
import io.github.bayesflow4j.spec.proto.EstimateSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The files of estimates that were asked for: JSON, CSV, and a page. */
final class EstimateOutput {
  private static final String JSON = "--json";
  private static final String CSV = "--csv";
  private static final String REPORT = "--report";
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = JSON,
      paramLabel = "FILE|-",
      description =
          "Write all estimates, intervals and correlations as JSON; - is standard output, without"
              + " the table then.")
  Optional<String> json = Optional.empty();

  @Option(
      names = CSV,
      paramLabel = "FILE",
      description =
          "Write the estimates and intervals as comma-separated values, one parameter a line.")
  Optional<Path> csv = Optional.empty();

  @Option(
      names = REPORT,
      paramLabel = "FILE.html",
      description = "Also write a page with tables and figures, which needs no network.")
  Optional<Path> page = Optional.empty();

  /** Whether standard output is for JSON alone. */
  boolean takesStandardOutput() {
    return json.filter(STANDARD_OUTPUT::equals).isPresent();
  }

  /**
   * Checks that every file can be written, and that none is written twice or over the data.
   *
   * @param draws the files of draws, which are written too
   * @param data the files that are read
   */
  void requireWritable(BayesFlowCommand bayesflow, List<OutputFile> draws, List<Path> data) {
    List<OutputFile> all = new ArrayList<>(draws);
    jsonFile().ifPresent(all::add);
    csvFile().ifPresent(all::add);
    report().ifPresent(all::add);
    for (int i = 0; i < all.size(); i++) {
      OutputFile file = all.get(i);
      if (data.stream().anyMatch(file::is)) {
        throw bayesflow.usageError(
            file.option() + ": expected another file than the data, found " + file.path());
      }
      for (OutputFile other : all.subList(0, i)) {
        if (file.is(other.path())) {
          throw bayesflow.usageError(
              file.option() + ": expected a file for each output, found twice " + file.path());
        }
      }
      file.requireWritable();
    }
  }

  /** Writes the JSON and the CSV that were asked for. */
  void write(BayesFlowCommand bayesflow, PosteriorSummary summary, EstimateSpec estimate) {
    if (takesStandardOutput()) {
      bayesflow.out().print(Estimates.json(estimate));
      bayesflow.out().flush();
    }
    jsonFile().ifPresent(file -> file.write(Estimates.json(estimate)));
    csvFile().ifPresent(file -> file.write(EstimateTables.full(summary).csv()));
  }

  /** The page that was asked for. */
  Optional<OutputFile> report() {
    return page.map(path -> new OutputFile(REPORT, path));
  }

  private Optional<OutputFile> jsonFile() {
    return json.filter(name -> !name.equals(STANDARD_OUTPUT))
        .map(name -> new OutputFile(JSON, Path.of(name)));
  }

  private Optional<OutputFile> csvFile() {
    return csv.map(path -> new OutputFile(CSV, path));
  }
}
