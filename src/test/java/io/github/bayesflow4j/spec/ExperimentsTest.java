package io.github.bayesflow4j.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsTest {
  @TempDir Path folder;

  @Test
  void everyExperimentOfTheExamplesIsPackagedUnderTheNameOfItsProcess() throws IOException {
    List<String> names;
    try (Stream<Path> examples = Files.list(Path.of("examples"))) {
      names =
          examples
              .filter(example -> Files.exists(example.resolve("experiment.txtpb")))
              .map(example -> example.getFileName().toString())
              .toList();
    }
    assertThat(names).contains("influenza");
    assertThat(ProcessModels.all()).extracting(GenerativeModel::name).containsAll(names);
    for (String name : names) {
      assertThat(Experiments.packaged(name).orElseThrow().getProcess()).isEqualTo(name);
    }
  }

  @Test
  void aProcessWithoutExperimentHasNone() {
    assertThat(Experiments.packaged("nonesuch")).isEmpty();
  }

  @Test
  void whatIsLeftOutStaysUnset() throws IOException {
    Path file = Files.writeString(folder.resolve("e.txtpb"), "process: \"x\"");

    assertThat(Experiments.read(file).hasTraining()).isFalse();
    assertThat(Experiments.read(file).hasSummaryNetwork()).isFalse();
  }

  @Test
  void aValueOutOfItsRangeIsNamedWithTheFile() throws IOException {
    Path file =
        Files.writeString(folder.resolve("e.txtpb"), "process: \"x\" training { batch_size: 0 }");

    assertThatThrownBy(() -> Experiments.read(file))
        .isInstanceOf(SpecException.class)
        .hasMessage(file + ": training.batch_size must be at least 1, was 0");
  }

  @Test
  void tablesHaveAFlowAndATrainingOfTheirOwn() {
    ExperimentSpec tables = Experiments.forTables();
    assertThat(tables.hasProcess()).isFalse();
    assertThat(tables.getTraining().getLearningRate().hasPlateau()).isTrue();
    assertThat(tables.getFlow().getLayer(0).getCoupling().getTransform().hasRationalQuadratic())
        .isTrue();
  }
}
