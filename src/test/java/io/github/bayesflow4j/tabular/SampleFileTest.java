package io.github.bayesflow4j.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.GivenColumns;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFileTest {
  private static final String TEXT = "# made up\ncolor,x,dose,y\nred,1,0.5,2\nblue,-3,0.25,4\n";

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("samples.csv"), text);
  }

  @Test
  void columnsThatAreNotGivenAreThoseOfTheDensity() throws IOException {
    SampleTable table =
        SampleFile.read(
            file(TEXT), Map.of("y", Support.positive()), List.of("dose"), List.of("color"));

    assertThat(table.space())
        .isEqualTo(
            ParameterSpace.of(
                Parameter.scalar("x", Support.real()), Parameter.scalar("y", Support.positive())));
    assertThat(table.samples().parameters()).containsExactly(1, 2, -3, 4);
    assertThat(table.given()).containsExactly("dose", "color=blue", "color=red");
    assertThat(table.samples().context()).containsExactly(0.5f, 0, 1, 0.25f, 1, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          "x,y\\n1,2\\n1,-2"    | :3: parameter y = -2.0 is outside its support (0.0, inf)
          "x,y\\n1,two"         | :2:2: expected a number for y, found 'two'
          "x,y\\n1"             | :2: expected 2 columns, found 1
          "x,y"                 | : the file has column names but no samples
          ""                    | : the file is empty, expected a line of column names
          "1,2\\n3,4"           | :1:1: expected a column name, found '1'
          "x,x\\n3,4"           | :1:2: column 'x' occurs twice
          "x,z\\n3,4"           | :1: support of 'y': expected one of the columns [x, z]
          """)
  void whatIsNoTableOfSamplesIsRefused(String text, String message) throws IOException {
    Path file = file(text.replace("\\n", "\n"));
    assertThatThrownBy(
            () -> SampleFile.read(file, Map.of("y", Support.positive()), List.of(), List.of()))
        .isInstanceOf(TableFormatException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void givenColumnsMustBeThereAndLeaveOne() throws IOException {
    Path file = file("x,y\n1,2\n");
    assertThatThrownBy(() -> SampleFile.read(file, Map.of(), List.of("z"), List.of()))
        .hasMessage(file + ":1: column 'z' is missing, found [x, y]");
    assertThatThrownBy(() -> SampleFile.read(file, Map.of(), List.of("x"), List.of("y")))
        .hasMessage(file + ":1: every column is given, and none is left to be fitted");
  }

  @Test
  void pointsTakeWhatIsGivenFromTheFileOrFromElsewhere() throws IOException {
    ParameterSpace space =
        ParameterSpace.of(
            Parameter.scalar("x", Support.real()), Parameter.scalar("y", Support.positive()));
    GivenColumns given = new GivenColumns(List.of("dose", "color=blue", "color=red"));

    SampleFile.Points all = SampleFile.readPoints(file(TEXT), space, given, Map.of());
    assertThat(all.values()).isDeepEqualTo(new double[][] {{1, 2}, {-3, 4}});
    assertThat(all.given()).isDeepEqualTo(new double[][] {{0.5, 0, 1}, {0.25, 1, 0}});

    SampleFile.Points some =
        SampleFile.readPoints(file("x,y,dose\n1,2,3\n"), space, given, Map.of("color", "blue"));
    assertThat(some.given()).isDeepEqualTo(new double[][] {{3, 1, 0}});

    Path unknown = file("x,y,dose\n1,2,3\n");
    assertThatThrownBy(() -> SampleFile.readPoints(unknown, space, given, Map.of("color", "green")))
        .hasMessage(
            unknown + ":2: expected one of the classes [blue, red] for color, found 'green'");
  }
}
