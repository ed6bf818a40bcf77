package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedDataTest {
  private static final double NAN = Double.NaN;

  private final EstimationMachine rows = SmallMachines.rows(1);
  private final EstimationMachine dose = SmallMachines.dose();

  @AfterAll
  void close() {
    rows.close();
    dose.close();
  }

  private static void assertRefused(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  /** Every way in refuses the data set. */
  private void assertRefused(EstimationMachine machine, DataSet observed, String sentence) {
    double[] inside = machine == rows ? new double[] {0, 0.5} : new double[] {0};
    assertRefused(() -> machine.sample(observed, 10, 1), sentence);
    assertRefused(() -> machine.sample(List.of(observed, observed), 10, 1), sentence);
    assertRefused(() -> machine.logProb(observed, inside), sentence);
    assertRefused(() -> machine.summary(observed), sentence);
  }

  @Test
  void valuesThatAreNotFiniteAreNamed() {
    assertRefused(rows, DataSet.of(1, 2, NAN, 4), "observable data: row 3, x is NaN");
    assertRefused(
        rows, DataSet.of(1, Double.POSITIVE_INFINITY), "observable data: row 2, x is Infinity");
    // Beyond single precision.
    assertRefused(rows, DataSet.of(1, 1e39), "observable data: row 2, x is Infinity");
    assertRefused(dose, DataSet.of(NAN).withContext(1), "observable data: row 1, x is NaN");
    assertRefused(dose, DataSet.of(1).withContext(NAN), "context: value 1 is NaN");
  }

  @Test
  void numbersOfRowsTheMachineWasNotTrainedForAreRefused() {
    assertRefused(rows, DataSet.of(1), "machine rows was trained for 2 to 20 rows, found 1");
    assertRefused(
        rows, DataSet.of(new double[21]), "machine rows was trained for 2 to 20 rows, found 21");
    assertRefused(rows, DataSet.of(), "expected rows of 1 values [x], found 0 values");
    assertThat(rows.sample(DataSet.of(1, 2), 5, 1).count()).isEqualTo(5);
    assertThat(rows.sample(DataSet.of(new double[20]), 5, 1).count()).isEqualTo(5);
  }

  @Test
  void anotherFormIsRefused() {
    assertRefused(
        dose, DataSet.of(1, 2).withContext(1), "observable data: expected 1 values, found 2");
    assertRefused(dose, DataSet.of(1), "expected 1 known quantities (context), found 0");
    assertRefused(
        dose, DataSet.of(1).withContext(1, 2), "expected 1 known quantities (context), found 2");
    assertRefused(
        rows, DataSet.of(1, 2).withContext(3), "expected 0 known quantities (context), found 1");
    assertRefused(
        rows, DataSet.of("counts", 1, 2), "the data set has no observable 'data', it has [counts]");
  }

  @Test
  void rowsDeclaredMissingChangeNothing() {
    DataSet present = DataSet.of(0.4, -0.3, 1.1);
    DataSet padded = DataSet.of(NAN, 0.4, NAN, -0.3, 1.1, NAN).withMissingRows();
    float[] expected = rows.summary(present);
    float[] found = rows.summary(padded);
    for (int i = 0; i < expected.length; i++) {
      // Rounding of a sum of a few numbers in single precision.
      assertThat(found[i]).isEqualTo(expected[i], within(1e-5f));
    }
    for (double[] theta : new double[][] {{0, 0.5}, {1.5, 0.1}, {-2, 0.9}}) {
      assertThat(rows.logProb(padded, theta)).isEqualTo(rows.logProb(present, theta), within(1e-4));
    }
    double[] draws = rows.sample(padded, 50, 3).column("theta");
    double[] same = rows.sample(present, 50, 3).column("theta");
    for (int i = 0; i < 50; i++) {
      assertThat(draws[i]).isEqualTo(same[i], within(1e-4));
    }
    assertThat(rows.summary(DataSet.of(0.4, -0.3, 1.1, 1.1))).isNotEqualTo(expected);
  }

  @Test
  void missingRowsMustBeDeclaredAndLeaveEnough() {
    assertRefused(rows, DataSet.of(1, NAN, 2), "row 2, x is NaN, expected a finite number");
    assertRefused(
        rows,
        DataSet.of(NAN, NAN, NAN).withMissingRows(),
        "expected at least one row, found none that is present");
    assertRefused(
        rows,
        DataSet.of(1, NAN, NAN).withMissingRows(),
        "machine rows was trained for 2 to 20 rows, found 1 that are present");
    // A vector has no rows to miss.
    assertRefused(
        dose, DataSet.of(NAN).withMissingRows().withContext(1), "observable data: row 1, x is NaN");
  }

  @Test
  void parametersOutsideTheSupportAreNamed() {
    DataSet observed = DataSet.of(0.4, -0.3, 1.1);
    assertRefused(
        () -> rows.logProb(observed, new double[] {0, 1.5}),
        "parameter rate = 1.5 is outside its support (0.0, 1.0)");
    assertRefused(
        () -> rows.logProb(observed, new double[] {0, 0}),
        "parameter rate = 0.0 is outside its support (0.0, 1.0)");
    assertRefused(
        () -> rows.logProb(observed, new double[] {NAN, 0.5}),
        "parameter theta = NaN is outside its support (-inf, inf)");
    assertRefused(
        () -> rows.logProb(observed, new double[] {0}), "expected 2 parameters [theta, rate]");
    assertRefused(
        () -> rows.logProb(observed, new double[][] {{0, 0.5}, {0, -1}}),
        "parameter rate = -1.0 is outside");
    // So many that they are computed on several threads: the message is still the sentence alone.
    double[][] many = new double[2000][];
    Arrays.fill(many, new double[] {0, 0.5});
    many[1999] = new double[] {0, 1.5};
    assertThatThrownBy(() -> rows.logProb(observed, many))
        .hasMessageStartingWith("parameter rate = 1.5 is outside");
    // Inside in double precision, on the bound in single precision.
    assertThat(rows.logProb(observed, new double[] {0, Math.nextDown(1d)})).isFinite();
    assertThat(rows.logProb(observed, new double[] {0, Double.MIN_VALUE})).isFinite();
  }

  @Test
  void atLeastOneDrawIsAskedFor() {
    DataSet observed = DataSet.of(0.4, -0.3);
    assertRefused(() -> rows.sample(observed, 0, 1), "expected at least 1 draw, found 0");
    assertRefused(
        () -> rows.sample(List.of(observed), -1, 1), "expected at least 1 draw, found -1");
  }
}
