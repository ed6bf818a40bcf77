package io.github.bayesflow4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The known quantities that come with observed data. */
final class KnownOption {
  @Option(
      names = "--known",
      paramLabel = "NAME=VALUE",
      split = ",",
      description = "The known quantities (context), where the machine has some.")
  Map<String, Double> values = new LinkedHashMap<>();
}
