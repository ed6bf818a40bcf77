package io.github.bayesflow4j.tabular;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawsFormatTest {
  private static final List<String> NAMES = List.of("mu", "sigma");

  @TempDir private Path folder;

  private Path written(String name, double[][] columns) {
    Path file = folder.resolve(name);
    DrawsFile.write(file, NAMES, columns);
    return file;
  }

  private static ByteBuffer bytes(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return new String(bytes, US_ASCII);
  }

  @Test
  void csvIsReadBack() throws IOException {
    double[][] columns = {{0.1f, -2, 1e-20f}, {1f / 3, 4, 5e7f}};
    Path file = written("draws.CSV", columns);
    assertThat(file).content().startsWith("mu,sigma\n0.1,0.33333334\n");
    ParameterSpace space =
        ParameterSpace.of(
            Parameter.scalar("mu", Support.real()), Parameter.scalar("sigma", Support.real()));
    assertThat(DrawsFile.read(file, space)).isDeepEqualTo(columns);
    // A number that single precision does not hold keeps its digits.
    assertThat(written("double.csv", new double[][] {{0.1}, {2}}))
        .content()
        .endsWith("\n0.1,2.0\n");
  }

  @Test
  void npyHasItsDocumentedHeaderAndRowsInOrder() throws IOException {
    ByteBuffer file = bytes(written("draws.npy", new double[][] {{1, 2, 3}, {0.1, Math.PI, -6}}));
    assertThat(file.get()).isEqualTo((byte) 0x93);
    assertThat(text(file, 5)).isEqualTo("NUMPY");
    assertThat(new byte[] {file.get(), file.get()}).containsExactly(1, 0);
    String header = text(file, file.getShort());
    assertThat(header)
        .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }")
        .endsWith("\n");
    assertThat(file.position() % 64).isZero();
    double[] values = IntStream.range(0, 6).mapToDouble(i -> file.getDouble()).toArray();
    assertThat(values).containsExactly(1, 0.1, 2, Math.PI, 3, -6);
    assertThat(file.hasRemaining()).isFalse();
  }

  @Test
  void parquetIsReadBackFromItsMetadata() throws IOException {
    // More than one page a column.
    int rows = 150_000;
    double[][] columns = {
      IntStream.range(0, rows).mapToDouble(Math::sqrt).toArray(),
      IntStream.range(0, rows).mapToDouble(i -> -i).toArray()
    };
    ByteBuffer file = bytes(written("draws.parquet", columns));
    assertThat(text(file, 4)).isEqualTo("PAR1");
    file.position(file.limit() - 8);
    int length = file.getInt();
    assertThat(text(file, 4)).isEqualTo("PAR1");
    FileMetaData metadata =
        Util.readFileMetaData(
            new ByteArrayInputStream(file.array(), file.limit() - 8 - length, length));
    assertThat(metadata.getNum_rows()).isEqualTo(rows);
    assertThat(metadata.getSchema()).hasSize(3);
    for (int j = 0; j < 2; j++) {
      ColumnMetaData column = metadata.getRow_groups().get(0).getColumns().get(j).getMeta_data();
      assertThat(column.getPath_in_schema()).containsExactly(NAMES.get(j));
      assertThat(column(file, column)).isEqualTo(columns[j]);
    }
  }

  private static double[] column(ByteBuffer file, ColumnMetaData column) throws IOException {
    double[] values = new double[(int) column.getNum_values()];
    int position = (int) column.getData_page_offset();
    int end = position + (int) column.getTotal_compressed_size();
    for (int count = 0; position < end; ) {
      ByteArrayInputStream in = new ByteArrayInputStream(file.array(), position, end - position);
      PageHeader page = Util.readPageHeader(in);
      assertThat(page.getData_page_header().getEncoding()).isEqualTo(Encoding.PLAIN);
      file.position(end - in.available());
      for (int i = 0; i < page.getData_page_header().getNum_values(); i++) {
        values[count++] = file.getDouble();
      }
      position = file.position();
    }
    return values;
  }

  @Test
  void refusesOtherNamesAndFoldersThatAreNotThere() {
    double[][] columns = {{1}, {2}};
    assertThatThrownBy(() -> written("draws.txt", columns))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "expected a file name ending in one of .csv, .npy, .parquet, found '")
        .hasMessageEndingWith("draws.txt'");
    assertThatThrownBy(() -> written("none/draws.npy", columns))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("draws.npy: cannot be written");
    assertThat(folder).isEmptyDirectory();
  }
}
