package io.github.bayesflow4j.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.tabular.TextTable.Column;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final TextTable TABLE =
      TextTable.of(Column.left("name"), Column.right("x"), Column.left("unit"))
          .with("population", "1.5", "")
          .with("a", "-12.25", "1/day");

  @Test
  void wordsAreFlushLeftAndNumbersFlushRight() {
    assertThat(TABLE.lines())
        .containsExactly(
            "name             x  unit", //
            "population     1.5",
            "a           -12.25  1/day");
  }

  @Test
  void markdownIsAlignedToo() {
    assertThat(TABLE.markdown())
        .containsExactly(
            "| name       |      x | unit  |",
            "| ---------- | -----: | ----- |",
            "| population |    1.5 |       |",
            "| a          | -12.25 | 1/day |");
    assertThat(TextTable.of(Column.right("n")).with("1").markdown())
        .containsExactly("|   n |", "| --: |", "|   1 |");
  }

  @Test
  void csvIsQuotedWhereItNeedsToBe() {
    assertThat(TABLE.with("b, c", "0", "").csv())
        .isEqualTo("name,x,unit\npopulation,1.5,\na,-12.25,1/day\n\"b, c\",0,\n");
  }

  @Test
  void aRowHasACellForEachColumn() {
    assertThatThrownBy(() -> TABLE.with("a", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 3 cells, found 2: [a, b]");
  }
}
