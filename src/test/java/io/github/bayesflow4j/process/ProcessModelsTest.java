package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.simulation.GenerativeModel;
import org.junit.jupiter.api.Test;

class ProcessModelsTest {
  @Test
  void catalogueFindsEveryModelByItsName() {
    assertThat(ProcessModels.all())
        .extracting(GenerativeModel::name)
        .containsExactly(
            "beam-profile",
            "cosmic-rays",
            "drift-diffusion",
            "gaussian",
            "gaussian-linear",
            "influenza",
            "levy-flight",
            "linear-regression",
            "lotka-volterra",
            "normal-mean-5",
            "normal-mean-50",
            "normal-mean-500",
            "ricker",
            "signal-strengths",
            "single-cell-rna",
            "sir",
            "sir-counts",
            "slcp",
            "two-moons");
    for (GenerativeModel model : ProcessModels.all()) {
      assertThat(ProcessModels.find(model.name())).contains(model);
    }
    assertThat(ProcessModels.find("nonesuch")).isEmpty();
  }
}
