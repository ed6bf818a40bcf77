package io.github.bayesflow4j.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.process.Influenza;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSetFileTest {
  private static final List<Observable> ROWS = List.of(Observable.exchangeable("data", "x", "y"));
  private static final List<Observable> SERIES = List.of(Observable.series("data", "count"));
  private static final List<Observable> VECTOR = List.of(Observable.vector("data", "a", "b", "c"));
  private static final List<Observable> GRID =
      List.of(new Observable("image", List.of("r", "g"), new Layout.Grid(2, 3), Scale.IDENTITY));

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text);
  }

  private float[] read(String text, List<Observable> observables) throws IOException {
    return DataSetFile.read(file(text), observables).values(observables.get(0).name());
  }

  @Test
  void theSchoolSeriesIsThePublishedOne() {
    DataSet observed =
        DataSetFile.read(
            Path.of("examples/influenza/boarding-school-1978.csv"),
            Influenza.model().observables(),
            Influenza.model().size());
    assertThat(observed.values("data"))
        .containsExactly(3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4);
  }

  @Test
  void columnsAreFoundByNameInAnyOrder() throws IOException {
    assertThat(read("# source\n\n y , x \n1,2\n\n# middle\n 3 ,4e1\n", ROWS))
        .containsExactly(2, 1, 40, 3);
  }

  @Test
  void columnsMayBeCalledByTheirNumber() throws IOException {
    assertThat(read("data_2,data_1\n1,2\n", ROWS)).containsExactly(2, 1);
    assertThat(read("data_2,x\n1,2\n", ROWS)).containsExactly(2, 1);
    assertThatThrownBy(() -> read("data_1,data_3\n1,2\n", ROWS))
        .hasMessageEndingWith(":1:2: unknown column 'data_3', expected [x, y]");
    assertThatThrownBy(() -> read("data_1,x\n1,2\n", ROWS))
        .hasMessageEndingWith(":1:2: column 'x' occurs twice");
  }

  @Test
  void withoutNamesColumnsHaveTheOrderOfTheFeatures() throws IOException {
    assertThat(read("1,2\r\n-3,.5\r\n", ROWS)).containsExactly(1, 2, -3, 0.5f);
    assertThat(read("7", SERIES)).containsExactly(7);
  }

  @Test
  void theMarkAtTheBeginningOfAFileIsNoPartOfIt() throws IOException {
    assertThat(read("\uFEFFcount\n7\n", SERIES)).containsExactly(7);
    assertThat(read("\uFEFF# source\n8\n", SERIES)).containsExactly(8);
    assertThat(read("\uFEFF9\n", SERIES)).containsExactly(9);
  }

  @Test
  void aVectorIsOneLineAndAGridOneLineForEachOfItsRows() throws IOException {
    assertThat(read("c,a,b\n3,1,2\n", VECTOR)).containsExactly(1, 2, 3);
    assertThat(read("1,2,3,4,5,6\n7,8,9,10,11,12\n", GRID))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(read("r[3],g[3],r[1],g[1],r[2],g[2]\n5,6,1,2,3,4\n11,12,7,8,9,10\n", GRID))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '# one;x,y;1,2;3'        | :4: expected 2 columns [x, y], found 1
          '1,2,3'                  | :1: expected 2 columns [x, y], found 3
          ''                       | : the file is empty, expected rows of [x, y]
          '# only;;# comments'     | : the file is empty, expected rows of [x, y]
          'x,y'                    | : the file has column names but no rows
          'x,y;1,2;3,four'         | :3:2: expected a number for y, found 'four'
          'y,x;1,2;3,four'         | :3:2: expected a number for x, found 'four'
          '1,two'                  | :1:2: expected a number for y, found 'two'
          '1,2f'                   | :1:2: expected a number for y, found '2f'
          '1,2;3,'                 | :2:2: expected a number for y, found an empty cell; a row that
          '1,2;;NaN,3'             | :3:1: expected a finite single-precision number for x, found 'NaN'
          '1,2;1,-Infinity'        | :2:2: expected a finite single-precision number for y, found
          '1,2;1,1e39'             | :2:2: expected a finite single-precision number for y, found '1e39'
          'x,z;1,2'                | :1:2: unknown column 'z', expected [x, y]
          'u,v;1,2'                | :1:1: unknown column 'u', expected [x, y]
          'x;1'                    | :1: column 'y' is missing, found [x]
          'x,y,x;1,2,3'            | :1:3: column 'x' occurs twice
          """)
  void saysWhatIsWrongAndWhere(String lines, String message) throws IOException {
    Path path = file(lines.replace(';', '\n'));
    assertThatThrownBy(() -> DataSetFile.read(path, ROWS))
        .isInstanceOf(TableFormatException.class)
        .hasMessageStartingWith(path + message);
  }

  @Test
  void anUnclosedQuoteIsNamed() throws IOException {
    Path path = file("1,2\n\"3,4\n");
    assertThatThrownBy(() -> DataSetFile.read(path, ROWS))
        .isInstanceOf(TableFormatException.class)
        .hasMessageStartingWith(path + ":")
        .hasMessageContaining("not comma-separated text");
  }

  @Test
  void refusesAnotherNumberOfRows() throws IOException {
    Path three = file("1\n2\n3\n");
    assertThat(DataSetFile.read(three, SERIES, DataSize.uniform(1, 3)).values("data")).hasSize(3);
    assertThatThrownBy(() -> DataSetFile.read(three, SERIES, DataSize.fixed(14)))
        .isInstanceOf(TableFormatException.class)
        .hasMessage(three + ": expected 14 rows, found 3");
    assertThatThrownBy(() -> DataSetFile.read(three, SERIES, DataSize.uniform(4, 500)))
        .hasMessage(three + ": expected 4 to 500 rows, found 3");
    assertThatThrownBy(() -> read("1,2,3\n4,5,6\n", VECTOR))
        .isInstanceOf(TableFormatException.class)
        .hasMessageEndingWith(":2: expected one line for the vector data, found more");
    assertThatThrownBy(() -> read("1,2,3,4,5,6\n", GRID))
        .hasMessageEndingWith("expected 2 lines for the grid image, found 1");
    assertThatThrownBy(() -> read("1,2,3,4,5,6\n".repeat(3), GRID))
        .hasMessageEndingWith(":3: expected 2 lines for the grid image, found more");
  }

  @Test
  void refusesAMissingFileAndSeveralObservables() throws IOException {
    Path missing = folder.resolve("nonesuch.csv");
    assertThatThrownBy(() -> DataSetFile.read(missing, ROWS))
        .isInstanceOf(TableFormatException.class)
        .hasMessage(missing + ": no such file");
    assertThatThrownBy(() -> DataSetFile.read(folder, ROWS)).hasMessage(folder + ": not a file");
    Path path = file("1\n");
    assertThatThrownBy(
            () -> DataSetFile.read(path, List.of(SERIES.get(0), Observable.vector("sum", "s"))))
        .isInstanceOf(TableFormatException.class)
        .hasMessageContaining("one observable, but the model has [data, sum]");
  }
}
