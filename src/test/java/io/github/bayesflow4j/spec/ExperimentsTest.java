package io.github.bayesflow4j.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
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
    ParameterSpace real = Prior.builder().add("a", NormalDistribution.of(0, 1)).build().space();
    ExperimentSpec tables = Experiments.forTables(real);
    assertThat(tables.hasProcess()).isFalse();
    assertThat(tables.getTraining().getLearningRate().hasPlateau()).isTrue();
    assertThat(transform(tables).hasRationalQuadratic()).isTrue();
  }

  @Test
  void onlyParametersThatAllHaveTwoBoundsAreModelledOnABox() {
    Prior.Builder prior = Prior.builder().add("a", UniformContinuousDistribution.of(-1, 1));
    ExperimentSpec box = Experiments.forTables(prior.build().space());
    assertThat(box.getFlow().getBase().hasUniform()).isTrue();
    assertThat(transform(box).hasPiecewiseQuadratic()).isTrue();
    prior.add("b", NormalDistribution.of(0, 1));
    ExperimentSpec mixed = Experiments.forTables(prior.build().space());
    assertThat(transform(mixed).hasRationalQuadratic()).isTrue();
    assertThat(box.getTraining()).isEqualTo(mixed.getTraining());
  }

  private static TransformSpec transform(ExperimentSpec experiment) {
    return experiment.getFlow().getLayer(0).getCoupling().getTransform();
  }
}
