package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import java.nio.file.Path;

/**
 * What a machine's folder says about it. Read without loading the graph, or TensorFlow itself.
 *
 * @param estimator what the machine is, without its weights; every field set
 * @param card where it comes from and how good it is
 */
public record MachineDescription(EstimatorSpec estimator, MachineCardSpec card) {

  /**
   * Reads the description of the machine in a folder.
   *
   * @throws MachineFormatException if the folder holds no machine, a damaged one, or one of a newer
   *     format
   */
  public static MachineDescription read(Path folder) {
    return MachineFolder.describe(MachineStore.current(folder));
  }
}
