package io.github.bayesflow4j.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import java.util.List;
import java.util.Optional;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;

class FreeCoordinatesTest {
  private static final FreeCoordinates COORDINATES =
      new FreeCoordinates(
          ParameterSpace.of(
              Parameter.scalar("real", Support.real()),
              new Parameter(List.of("f1", "f2", "f3"), Support.simplex(3), Optional.empty()),
              Parameter.scalar("above", new Support.LowerBounded(-2)),
              Parameter.scalar("between", Support.bounded(1, 90))));

  /**
   * Components of theta that are free: the last fraction of the simplex follows from the others.
   */
  private static final int[] FREE = {0, 1, 2, 4, 5};

  private static final double[][] POINTS = {
    {0, 0, 0, 0, 0}, {3, -1, 2, -3, 1.5}, {-10, 2.5, -2, 4, -3},
  };

  @Test
  void jacobianIsThatOfFiniteDifferences() {
    double h = 1e-5;
    for (double[] u : POINTS) {
      double[][] jacobian = new double[5][5];
      for (int k = 0; k < 5; k++) {
        double[] plus = theta(shifted(u, k, h));
        double[] minus = theta(shifted(u, k, -h));
        for (int j = 0; j < 5; j++) {
          jacobian[j][k] = (plus[FREE[j]] - minus[FREE[j]]) / (2 * h);
        }
      }
      double determinant =
          new LUDecomposition(MatrixUtils.createRealMatrix(jacobian)).getDeterminant();
      assertThat(COORDINATES.toParameters(u, new double[6]))
          .isCloseTo(Math.log(determinant), within(1e-7));
    }
  }

  @Test
  void inverseLeadsBack() {
    for (double[] u : POINTS) {
      assertThat(COORDINATES.toFree(theta(u))).containsExactly(u, within(1e-10));
    }
    assertThat(theta(POINTS[0]))
        .containsExactly(new double[] {0, 1 / 3.0, 1 / 3.0, 1 / 3.0, -1, 45.5}, within(1e-12));
  }

  private static double[] theta(double[] u) {
    double[] theta = new double[6];
    COORDINATES.toParameters(u, theta);
    return theta;
  }

  private static double[] shifted(double[] u, int axis, double by) {
    double[] shifted = u.clone();
    shifted[axis] += by;
    return shifted;
  }
}
