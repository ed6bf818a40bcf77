package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Cell;
import io.github.bayesflow4j.spec.proto.RecurrentSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.training.GaussianModels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Machines with recurrent cells, whose operations TensorFlow has to find in the saved graph. */
class RecurrentMachineTest {

  @ParameterizedTest
  @EnumSource(Cell.class)
  void aSavedMachineGivesTheSameDrawsToTheBit(Cell cell, @TempDir Path folder) {
    SummaryNetworkSpec network =
        SummaryNetworkSpec.newBuilder()
            .setRecurrent(
                RecurrentSpec.newBuilder()
                    .setRecurrentLayers(RecurrentLayersSpec.newBuilder().setCell(cell).setUnits(4))
                    .addHidden(5)
                    .setSummaryDimension(4))
            .build();
    // Two lengths, of which the shorter is not what the graph is built for.
    List<DataSet> observed =
        List.of(DataSet.of(0.3, -1.2, 0.8, 1.9, 0.1), DataSet.of(0.3, -1.2, 0.8));
    try (EstimationMachine machine = SmallMachines.train(GaussianModels.rows(), network, 1)) {
      machine.save(folder.resolve("machine"));
      try (EstimationMachine loaded = EstimationMachine.load(folder.resolve("machine"))) {
        for (DataSet data : observed) {
          assertThat(loaded.summary(data)).isEqualTo(machine.summary(data));
          assertThat(loaded.sample(data, 100, 3).column(0))
              .isEqualTo(machine.sample(data, 100, 3).column(0));
        }
        assertThat(loaded.summary(observed.get(0))).isNotEqualTo(loaded.summary(observed.get(1)));
      }
    }
  }
}
