package io.github.bayesflow4j.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsFileTest {
  private static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("mu", Support.real()), Parameter.scalar("sigma", Support.positive()));

  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("draws.csv"), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mu,sigma\n1,2\n-3,4\n",
        "sigma,mu\n2,1\n4,-3\n",
        "parameter_1,parameter_2\n1,2\n-3,4\n",
        "$\\beta$,$\\gamma$\n1,2\n-3,4\n",
        "# a comment\n1,2\n\n-3,4"
      })
  void columnsAreThoseOfTheNamesOrOfTheOrder(String content) throws IOException {
    assertThat(DrawsFile.read(file(content), SPACE))
        .isDeepEqualTo(new double[][] {{1, -3}, {2, 4}});
  }

  @Test
  void compressedFilesAreRead() throws IOException {
    Path path = folder.resolve("draws.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write("mu,sigma\n1,2\n-3,4\n".getBytes(UTF_8));
    }
    assertThat(DrawsFile.read(path, SPACE)).isDeepEqualTo(new double[][] {{1, -3}, {2, 4}});
    Path plain = Files.writeString(folder.resolve("plain.csv.gz"), "mu,sigma\n1,2\n");
    assertThatThrownBy(() -> DrawsFile.read(plain, SPACE))
        .isInstanceOf(TableFormatException.class)
        .hasMessageContaining(plain + ": cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''               | : the file is empty, expected draws of [mu, sigma]",
        "'mu,sigma'       | : the file has column names but no draws",
        "'mu,tau\n1,2'    | :1:2: unknown column 'tau', expected [mu, sigma]",
        "'mu,mu\n1,2'     | :1:2: column 'mu' occurs twice",
        "'1,2,3'          | :1: expected 2 columns [mu, sigma], found 3",
        "'1,2\n1'         | :2: expected 2 columns [mu, sigma], found 1",
        "'1,2\n1,'        | :2:2: expected a number for sigma, found an empty cell; every draw needs all parameters",
        "'1,2\n1,x'       | :2:2: expected a number for sigma, found 'x'"
      })
  void whatIsWrongIsSaidWithItsPlace(String content, String message) throws IOException {
    Path path = file(content);
    assertThatThrownBy(() -> DrawsFile.read(path, SPACE))
        .isInstanceOf(TableFormatException.class)
        .hasMessage(path + message);
  }
}
