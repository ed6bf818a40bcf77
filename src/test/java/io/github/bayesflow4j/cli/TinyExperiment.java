package io.github.bayesflow4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An experiment that trains in seconds: small networks, and far too few steps to be good. */
final class TinyExperiment {
  static final String TEXT =
      """
      process: "gaussian"
      summary_network {
        deep_set { equivariant_modules: 0 hidden: 8 after_pooling: 8 summary_dimension: 4 }
      }
      flow { blocks: 2 layer { coupling { subnetwork { hidden: 8 } } } }
      training {
        steps: 200
        batch_size: 8
        standardization_simulations: 200
        validation_simulations: 32
        validation_interval: 100
        checkpoint_interval: 100
        typicality_simulations: 400
      }
      """;

  private TinyExperiment() {}

  /** Writes the experiment to a file of this folder. */
  static Path in(Path folder) throws IOException {
    return Files.writeString(folder.resolve("tiny.txtpb"), TEXT, UTF_8);
  }
}
