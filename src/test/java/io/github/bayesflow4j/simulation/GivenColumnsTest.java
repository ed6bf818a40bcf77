package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenColumnsTest {
  private static final GivenColumns COLUMNS =
      new GivenColumns(List.of("dose", "color=blue", "color=red", "x"));

  @Test
  void aClassIsOneOfItsIndicators() {
    assertThat(COLUMNS.columns()).containsExactly("dose", "color", "x");
    assertThat(COLUMNS.encode(Map.of("dose", "2.5", "color", "red", "x", "-1e3")))
        .containsExactly(2.5, 0, 1, -1000);
  }

  @Test
  void classesAreInTheOrderOfTheirNames() {
    assertThat(GivenColumns.ofClasses("k", List.of("b", "a", "b", "c")).names())
        .containsExactly("k=a", "k=b", "k=c");
  }

  @Test
  void nothingIsGivenOfNoColumns() {
    assertThat(new GivenColumns(List.of()).encode(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1    | green | expected one of the classes [blue, red] for color, found 'green'
          one  | red   | expected a finite number for dose, found 'one'
          1e99 | red   | expected a finite number for dose, found '1e99'
          """)
  void whatIsNoSuchValueIsRefused(String dose, String color, String message) {
    assertThatThrownBy(() -> COLUMNS.encode(Map.of("dose", dose, "color", color, "x", "0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aColumnThatIsMissingIsRefused() {
    assertThatThrownBy(() -> COLUMNS.encode(Map.of("dose", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a value for each of [dose, color, x], found {dose=1}");
  }
}
