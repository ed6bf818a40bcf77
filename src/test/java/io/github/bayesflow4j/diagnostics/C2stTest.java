package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class C2stTest {

  @Test
  void numbersAreThoseOfTheFolds() {
    C2st c2st = new C2st(List.of(0.5, 0.6, 0.7, 0.6), 100);
    assertThat(c2st.accuracy()).isCloseTo(0.6, within(1e-12));
    // Squared deviations 0.01, 0, 0.01, 0; divided by 3 and by 4 folds.
    assertThat(c2st.standardError()).isCloseTo(Math.sqrt(0.02 / 3 / 4), within(1e-12));
    assertThat(c2st.noise()).isCloseTo(0.05, within(1e-12));
    assertThat(c2st.score()).isCloseTo(2, within(1e-12));
  }

  @Test
  void accuraciesAreFractionsOfTestedDraws() {
    assertThatThrownBy(() -> new C2st(List.of(0.5, 1.2), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at least two accuracies between 0 and 1, found [0.5, 1.2]");
    assertThatThrownBy(() -> new C2st(List.of(0.5), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least two");
    assertThatThrownBy(() -> new C2st(List.of(0.5, 0.5), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at least one draw in each of 2 folds, found 1");
  }
}
