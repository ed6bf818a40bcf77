package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class StandardizerTest {
  private static final Standardizer STANDARDIZER =
      new Standardizer(
          MomentsSpec.newBuilder()
              .addMean(1)
              .addMean(-2)
              .addDeviation(0.5f)
              .addDeviation(4)
              .build());

  @Test
  void subtractsMeansAndDividesByDeviations() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> x = network.input("x", -1, 2, 2);
      Operand<TFloat32> standardized = STANDARDIZER.standardize(network.tf(), x);
      Operand<TFloat32> restored = STANDARDIZER.restore(network.tf(), standardized);
      float[] values = {1, -2, 2, 2, 0, -4, 3, 6};
      List<float[]> found =
          network.run(List.of(new Input("x", values, 2, 2, 2)), List.of(standardized, restored));
      assertThat(found.get(0)).containsExactly(0, 0, 2, 1, -2, -0.5f, 4, 2);
      assertThat(found.get(1)).containsExactly(values);
    }
  }

  @Test
  void itsLogDeterminantIsThatOfDividing() {
    assertThat((double) STANDARDIZER.logDet())
        .isCloseTo(-Math.log(0.5) - Math.log(4), within(1e-6));
  }
}
