package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParameterSpaceTest {
  private static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("mu", Support.real()),
          Parameter.scalar("sigma", Support.positive()).in("m"),
          new Parameter(List.of("f1", "f2", "f3"), Support.simplex(3), Optional.empty()),
          Parameter.scalar("r", Support.bounded(0, 90)));

  @Test
  void countsComponentsOnBothSides() {
    assertThat(SPACE.names()).containsExactly("mu", "sigma", "f1", "f2", "f3", "r");
    assertThat(SPACE.dimension()).isEqualTo(6);
    assertThat(SPACE.freeDimension()).isEqualTo(5);
    assertThat(SPACE.parameters().get(1).unit()).contains("m");
  }

  @Test
  void namesTheParameterOutsideItsSupport() {
    assertThat(SPACE.contains(new double[] {0, 1, 0.2, 0.3, 0.5, 45})).isTrue();
    assertRefused("parameter sigma = -1.0 is outside its support (0.0, inf)", 0, -1, .2, .3, .5, 4);
    assertRefused(
        "parameter mu = NaN is outside its support (-inf, inf)", Double.NaN, 1, .2, .3, .5, 4);
    assertRefused(
        "parameter f1, f2, f3 = 0.2, 0.3, 0.4 is outside its support"
            + " 3 fractions above 0 that sum to 1",
        0,
        1,
        .2,
        .3,
        .4,
        4);
    assertRefused("parameter r = 90.0 is outside its support (0.0, 90.0)", 0, 1, .2, .3, .5, 90);
    assertRefused("expected 6 parameters [mu, sigma, f1, f2, f3, r], found 1", 0);
  }

  private static void assertRefused(String message, double... theta) {
    assertThatThrownBy(() -> SPACE.requireInside(theta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesNamesThatCannotHeadATable() {
    Parameter mu = Parameter.scalar("mu", Support.real());
    assertThatThrownBy(() -> ParameterSpace.of(mu, mu))
        .hasMessage("parameter name 'mu' is used twice");
    assertThatThrownBy(() -> Parameter.scalar("a,b", Support.real()))
        .hasMessageContaining("free of commas")
        .hasMessageContaining("'a,b'");
    assertThatThrownBy(
            () -> new Parameter(List.of("f1", "f2"), Support.simplex(3), Optional.empty()))
        .hasMessage("parameter [f1, f2] has 2 names for a support of dimension 3");
    assertThatThrownBy(() -> Support.bounded(1, 1))
        .hasMessage("bounds must be finite and in order, were 1.0 and 1.0");
    assertThatThrownBy(() -> Support.simplex(1)).hasMessageContaining("at least 2 fractions");
  }
}
