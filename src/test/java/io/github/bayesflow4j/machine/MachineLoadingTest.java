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
  void itsMachineIsTheOneOfTheFolderAndClosedWithIt() {
    EstimationMachine loaded;
    try (EstimationMachine machine = SmallMachines.rows(1)) {
      machine.save(folder.resolve("rows"));
      try (MachineLoading loading = MachineLoading.start(folder.resolve("rows"))) {
        loaded = loading.await();
        assertThat(loading.await()).isSameAs(loaded);
        assertThat(loaded.sample(OBSERVED, 10, 3).column(0))
            .isEqualTo(machine.sample(OBSERVED, 10, 3).column(0));
      }
    }
    assertThatThrownBy(() -> loaded.sample(OBSERVED, 10, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the machine is closed");
  }

  @Test
  void whyAMachineIsNotLoadedIsSaidToThoseWhoWait() {
    try (MachineLoading loading = MachineLoading.start(folder)) {
      assertThatThrownBy(loading::await)
          .isInstanceOf(MachineFormatException.class)
          .hasMessageContaining("holds no machine");
    }
  }

  @Test
  void itMayBeClosedWithoutWaiting() {
    MachineLoading.start(folder).close();
  }
}
