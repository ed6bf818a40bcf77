package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTableTest {
  private static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("x", Support.real()), Parameter.scalar("y", Support.positive()));

  private static final SampleTable TABLE =
      SampleTable.of(SPACE, new double[][] {{1, 2}, {-3, 4}, {5, 6}});

  @Test
  void rowsAreParametersAndGivenColumnsAreContext() {
    SampleTable given = TABLE.given("dose", 7, 8, 9).given("color", List.of("red", "blue", "red"));

    assertThat(given.given()).containsExactly("dose", "color=blue", "color=red");
    assertThat(given.samples().parameters()).containsExactly(1, 2, -3, 4, 5, 6);
    assertThat(given.samples().context()).containsExactly(7, 0, 1, 8, 1, 0, 9, 0, 1);
    assertThat(given.samples().dataSet(1).context()).containsExactly(8, 1, 0);
    assertThat(TABLE.samples().contextDimension()).isZero();
  }

  @Test
  void aSampleOutsideItsSupportIsNamed() {
    assertThatThrownBy(() -> SampleTable.of(SPACE, new double[][] {{1, 2}, {1, -2}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample 2: parameter y = -2.0 is outside its support (0.0, inf)");
  }

  @Test
  void givenColumnsHaveAValueForEachSampleAndANameOfTheirOwn() {
    assertThatThrownBy(() -> TABLE.given("dose", 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("given column 'dose': expected a value for each of 3 samples, found 2");
    assertThatThrownBy(() -> TABLE.given("dose", 1, Double.NaN, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sample 2: expected a finite number for dose, found NaN");
    assertThatThrownBy(() -> TABLE.given("y", 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two columns are called 'y'");
  }
}
