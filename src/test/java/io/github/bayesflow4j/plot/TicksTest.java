package io.github.bayesflow4j.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1, 5",
    "-0.3, 0.3, 6",
    "-1, 1, 4",
    "1e-12, 3e-12, 4",
    "1000000, 1000000.01, 3",
    "-5e9, 7e9, 6",
    "0.00012, 0.00019, 5",
    "-3.7, 1.2e-5, 2",
    "99999, 100001, 1"
  })
  void ticksAreRoundInsideAndReadAsWhatTheyAre(double lower, double upper, int intervals) {
    Ticks ticks = Ticks.of(lower, upper, intervals);
    double slack = 1e-6 * (upper - lower);
    double mantissa = ticks.step() / Math.pow(10, Math.floor(Math.log10(ticks.step()) + 1e-9));

    assertThat(List.of(1L, 2L, 5L)).contains(Math.round(mantissa));
    assertThat(mantissa).isCloseTo(Math.round(mantissa), Offset.offset(1e-6));
    assertThat(ticks.values()).hasSizeBetween(0, intervals + 1);
    assertThat(upper - lower).isLessThanOrEqualTo(ticks.step() * intervals * (1 + 1e-9));
    for (int k = 0; k < ticks.values().size(); k++) {
      double value = ticks.values().get(k);
      String label = ticks.labels().get(k).replace('\u2212', '-');
      assertThat(value).isBetween(lower - slack, upper + slack);
      assertThat(Double.parseDouble(label))
          .as(label)
          .isCloseTo(value, Offset.offset(1e-6 * ticks.step()));
    }
  }

  @Test
  void zeroHasNoSign() {
    assertThat(Ticks.of(-0.6, 0.6, 6).labels())
        .containsExactly("\u22120.6", "\u22120.4", "\u22120.2", "0.0", "0.2", "0.4", "0.6");
  }
}
