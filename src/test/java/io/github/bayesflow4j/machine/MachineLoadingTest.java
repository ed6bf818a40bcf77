package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataSet;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLoadingTest {
  private static final DataSet OBSERVED = DataSet.of(0.3, -1.2, 0.8);

  @TempDir Path folder;

  @Test
  void itsMachineIsTheOneOfTheFolder() {
    try (EstimationMachine machine = SmallMachines.rows(1)) {
      machine.save(folder.resolve("rows"));
      MachineLoading loading = MachineLoading.start(folder.resolve("rows"));
      try (EstimationMachine loaded = loading.finish()) {
        assertThat(loaded.sample(OBSERVED, 10, 3).column(0))
            .isEqualTo(machine.sample(OBSERVED, 10, 3).column(0));
      }
    }
  }

  @Test
  void whyAMachineIsNotLoadedIsSaidWhereItIsNeeded() {
    MachineLoading loading = MachineLoading.start(folder);
    assertThatThrownBy(loading::finish)
        .isInstanceOf(MachineFormatException.class)
        .hasMessageContaining("holds no machine");
  }
}
