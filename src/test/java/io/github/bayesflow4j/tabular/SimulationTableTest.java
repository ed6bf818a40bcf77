package io.github.bayesflow4j.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.simulation.Support;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTableTest {
  private static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("mu", Support.real()), Parameter.scalar("sigma", Support.positive()));
  private static final List<Observable> ROWS = List.of(Observable.exchangeable("data", "x", "y"));
  private static final List<Observable> MANY =
      List.of(
          Observable.series("track", "x", "y"),
          Observable.vector("total", "x"),
          new Observable("image", List.of("v"), new Layout.Grid(2, 2), Scale.IDENTITY));

  @TempDir private Path folder;

  private Path table() {
    return folder.resolve("sims.csv");
  }

  private static List<GenerativeModel> models() {
    return ProcessModels.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsReadIsWhatWasWrittenToTheBit(GenerativeModel model) {
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      Simulations simulations = engine.simulate(new RandomStreams(31), 40);
      SimulationTable.write(table(), simulations);
      assertSame(
          simulations,
          SimulationTable.read(table(), model.space(), model.observables(), List.of()));
    }
  }

  private static void assertSame(Simulations first, Simulations second) {
    assertThat(second.count()).isEqualTo(first.count());
    assertThat(second.rows()).isEqualTo(first.rows());
    assertBits(first.parameters(), second.parameters());
    assertBits(first.context(), second.context());
    for (int i = 0; i < first.observables().size(); i++) {
      assertBits(first.data(i), second.data(i));
    }
  }

  private static void assertBits(float[] first, float[] second) {
    assertThat(second).hasSameSizeAs(first);
    for (int i = 0; i < first.length; i++) {
      assertThat(Float.floatToRawIntBits(second[i])).isEqualTo(Float.floatToRawIntBits(first[i]));
    }
  }

  @Test
  void everyFiniteNumberSurvives() {
    Random random = new Random(5);
    int count = 20_000;
    float[] values = new float[2 * count];
    for (int i = 0; i < values.length; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isFinite(value) ? value : 1;
    }
    values[0] = -0f;
    values[1] = Float.MIN_VALUE;
    values[2] = -Float.MAX_VALUE;
    float[] parameters = new float[2 * count];
    Arrays.fill(parameters, 1);
    Simulations simulations =
        simulations(SPACE, ROWS, 1, parameters, List.of(values), new float[0]);
    SimulationTable.write(table(), simulations);
    assertSame(simulations, SimulationTable.read(table(), SPACE, ROWS, List.of()));
  }

  @Test
  void columnsOfSeveralObservablesAndKnownQuantitiesAreNamed() throws IOException {
    Simulations simulations =
        simulations(
            SPACE,
            MANY,
            2,
            new float[] {-1, 0.1f},
            List.of(
                new float[] {1, 2, Float.NaN, Float.NaN},
                new float[] {3},
                new float[] {4, 5, 6, 7}),
            new float[] {9});
    SimulationTable.write(table(), simulations, List.of("dose"));
    assertThat(Files.readString(table()))
        .isEqualTo(
            "mu,sigma,dose,track.x[1],track.y[1],track.x[2],track.y[2],total.x,"
                + "image.v[1;1],image.v[1;2],image.v[2;1],image.v[2;2]\n"
                + "-1.0,0.1,9.0,1.0,2.0,,,3.0,4.0,5.0,6.0,7.0\n");
    assertSame(simulations, SimulationTable.read(table(), SPACE, MANY, List.of("dose")));
  }

  @Test
  void aTableOfAUserMayOrderColumnsAndCarryComments() throws IOException {
    Files.writeString(
        table(),
        "# by hand\r\nsigma, x[2], y[2], mu, y[1], x[1]\r\n\r\n"
            + "2, 30, 40, 1, 20, 10\r\n# last\r\n4, , , 3, 22, 12");
    Simulations simulations = SimulationTable.read(table(), SPACE, ROWS, List.of());
    assertThat(simulations.parameters()).containsExactly(1, 2, 3, 4);
    assertThat(simulations.rows()).isEqualTo(2);
    assertThat(simulations.data(0)).containsExactly(10, 20, 30, 40, 12, 22, Float.NaN, Float.NaN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                        | : the file is empty, expected a line of
          'mu,sigma,x[1],y[1]'                      | : the table has column names but no simulations
          'mu,sigma,x[1],y[1]!1,2,3'                | :2: expected 4 columns, found 3
          'mu,sigma,x[1],y[1]!1,2,3,4!1,2,3,4,5'    | :3: expected 4 columns, found 5
          'mu,sigma,x[1]!1,2,3'                     | :1: column 'y[1]' is missing
          'mu,sigma,x[2],y[2]!1,2,3,4'              | :1: column 'x[1]' is missing
          'mu,sigma,x[1],y[1],z!1,2,3,4,5'          | :1:5: unknown column 'z', expected [mu, sigma,
          'mu,sigma,x[1],y[1],mu!1,2,3,4,5'         | :1:5: column 'mu' occurs twice
          'mu,sigma,x[999999999]!1,2,3'             | :1: column 'x[1]' is missing
          'mu,sigma,x[1],y[1]!one,2,3,4'            | :2:1: expected a number for mu, found 'one'
          'mu,sigma,x[1],y[1]!1,,3,4'               | :2:2: expected a number for sigma, found an empty
          'mu,sigma,x[1],y[1]!1,2,3,'               | :2:4: expected a number for y[1], found an empty
          'mu,sigma,x[1],y[1]!1,2,,'                | :2: every row of data is absent
          'mu,sigma,x[1],y[1]!1,2,3,nan'            | :2:4: expected a number for y[1], found 'nan'
          'mu,sigma,x[1],y[1]!1,2,3,NaN'            | :2:4: expected a finite single-precision number
          'mu,sigma,x[1],y[1]!1,-2,3,4'             | :2: parameter sigma = -2.0 is outside its support
          """)
  void saysWhatIsWrongAndWhere(String lines, String message) throws IOException {
    Files.writeString(table(), lines.replace('!', '\n'));
    assertThatThrownBy(() -> SimulationTable.read(table(), SPACE, ROWS, List.of()))
        .isInstanceOf(TableFormatException.class)
        .hasMessageStartingWith(table() + message);
  }

  @Test
  void refusesNamesThatCannotBeToldApart() {
    List<Observable> clash = List.of(Observable.vector("data", "mu"));
    Simulations simulations =
        simulations(SPACE, clash, 1, new float[2], List.of(new float[1]), new float[0]);
    assertThatThrownBy(() -> SimulationTable.write(table(), simulations))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two columns called 'mu'");
    Simulations known =
        simulations(SPACE, ROWS, 1, new float[2], List.of(new float[2]), new float[3]);
    assertThatThrownBy(() -> SimulationTable.write(table(), known, List.of("dose")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 3 names of known quantities, found [dose]");
    assertThat(table()).doesNotExist();
  }

  @Test
  void aFailedWriteLeavesTheOldTableAndNothingElse() throws IOException {
    Files.writeString(table(), "old");
    Path blocked = Files.createDirectory(folder.resolve("blocked.csv"));
    Files.writeString(blocked.resolve("inside"), "keeps the folder from being replaced");
    Simulations simulations =
        simulations(SPACE, ROWS, 1, new float[] {1, 1}, List.of(new float[2]), new float[0]);
    assertThatThrownBy(() -> SimulationTable.write(blocked, simulations))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("blocked.csv: cannot be written");
    assertThatThrownBy(() -> SimulationTable.write(folder.resolve("none/sims.csv"), simulations))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none/sims.csv: cannot be written");
    assertThat(Files.readString(table())).isEqualTo("old");
    assertThat(files()).containsExactlyInAnyOrder("sims.csv", "blocked.csv");
    SimulationTable.write(table(), simulations);
    assertThat(Files.readString(table())).startsWith("mu,sigma,x[1],y[1]\n");
    assertThat(files()).containsExactlyInAnyOrder("sims.csv", "blocked.csv");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return new ArrayList<>(entries.map(path -> path.getFileName().toString()).toList());
    }
  }

  /** Another process writes until it is killed; the table that was there must still be whole. */
  @Test
  void aKilledWriteLeavesTheOldTable() throws Exception {
    writeBig(table(), 1);
    byte[] before = Files.readAllBytes(table());
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                table().toString())
            .redirectErrorStream(true)
            .start();
    // Killed once its temporary file has begun to grow: in the middle of the write.
    while (writer.isAlive() && temporarySize() < 1_000_000) {
      Thread.sleep(1);
    }
    assertThat(writer.isAlive()).isTrue();
    writer.destroyForcibly().waitFor();
    assertThat(Files.readAllBytes(table())).isEqualTo(before);
  }

  private long temporarySize() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> path.toString().endsWith(".tmp"))
          .mapToLong(path -> path.toFile().length())
          .sum();
    }
  }

  private static void writeBig(Path path, int count) {
    int rows = 500;
    float[] parameters = new float[2 * count];
    Arrays.fill(parameters, 1);
    SimulationTable.write(
        path,
        simulations(
            SPACE, ROWS, rows, parameters, List.of(new float[count * rows * 2]), new float[0]));
  }

  private static Simulations simulations(
      ParameterSpace space,
      List<Observable> observables,
      int rows,
      float[] parameters,
      List<float[]> data,
      float[] context) {
    int count = parameters.length / space.dimension();
    return new Simulations(
        space, parameters, new DataBatch(observables, count, rows, data, context));
  }

  /** Writes a table of about 80 MB. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      writeBig(Path.of(arguments[0]), 20_000);
    }
  }
}
