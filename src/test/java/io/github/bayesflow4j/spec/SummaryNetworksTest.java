package io.github.bayesflow4j.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryNetworksTest {

  @Test
  void onlyTheChoicesAreSet() {
    assertThat(SpecFiles.print(SummaryNetworks.identity())).isEqualTo("identity {\n}\n");
    assertThat(SpecFiles.print(SummaryNetworks.mlp(5)))
        .isEqualTo("mlp {\n  summary_dimension: 5\n}\n");
    assertThat(SpecFiles.print(SummaryNetworks.deepSet(7)))
        .isEqualTo("deep_set {\n  summary_dimension: 7\n}\n");
    assertThat(SpecFiles.print(SummaryNetworks.lstm(9)))
        .isEqualTo(
            "recurrent {\n  recurrent_layers {\n    cell: LSTM\n  }\n  summary_dimension: 9\n}\n");
  }

  @Test
  void noStatisticsAreRefusedAtOnce() {
    assertThatThrownBy(() -> SummaryNetworks.mlp(0))
        .isInstanceOf(SpecException.class)
        .hasMessage("summary_network.mlp.summary_dimension must be at least 1, was 0");
    assertThatThrownBy(() -> SummaryNetworks.deepSet(-1))
        .isInstanceOf(SpecException.class)
        .hasMessage("summary_network.deep_set.summary_dimension must be at least 1, was -1");
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "2, 8", "3, 12", "16, 64", "17, 64", "32, 64", "33, 66", "100, 200"})
  void theDefaultHasAFewStatisticsAParameter(int parameters, int statistics) {
    assertThat(
            SummaryNetworks.defaultFor(
                model(DataSize.fixed(17), parameters, Observable.series("data", "y"))))
        .isEqualTo(SummaryNetworks.mlp(statistics));
  }

  @Test
  void aShortVectorIsItsOwnSummary() {
    String[] features = IntStream.rangeClosed(1, 17).mapToObj(i -> "y" + i).toArray(String[]::new);
    Observable longer = Observable.vector("data", features);
    Observable shorter = Observable.vector("data", Arrays.copyOf(features, 16));
    assertThat(SummaryNetworks.defaultFor(model(DataSize.fixed(1), 1, shorter)))
        .isEqualTo(SummaryNetworks.identity());
    assertThat(SummaryNetworks.defaultFor(model(DataSize.fixed(1), 1, longer)))
        .isEqualTo(SummaryNetworks.mlp(8));
  }

  @Test
  void theDefaultFollowsTheData() {
    Observable rows = Observable.exchangeable("data", "y");
    Observable series = Observable.series("data", "y");
    assertThat(SummaryNetworks.defaultFor(model(DataSize.uniform(1, 500), 3, rows)))
        .isEqualTo(SummaryNetworks.deepSet(12));
    assertThat(SummaryNetworks.defaultFor(model(DataSize.fixed(10), 3, rows)))
        .isEqualTo(SummaryNetworks.deepSet(12));
    assertThat(SummaryNetworks.defaultFor(model(DataSize.fixed(14), 3, series)))
        .isEqualTo(SummaryNetworks.mlp(12));
  }

  @Test
  void everyLayoutHasADefault() {
    Observable series = Observable.series("data", "y");
    Observable grid = new Observable("map", List.of("y"), new Layout.Grid(2, 2), Scale.IDENTITY);
    SummaryNetworkSpec ofSeries = SummaryNetworks.timeSeries(8);
    assertThat(SummaryNetworks.defaultFor(model(DataSize.uniform(2, 9), 1, series)))
        .isEqualTo(ofSeries);
    assertThat(SummaryNetworks.defaultFor(model(DataSize.fixed(65), 1, series)))
        .isEqualTo(ofSeries);
    assertThat(SummaryNetworks.defaultFor(model(DataSize.fixed(14), 1, series.withMissingRows())))
        .isEqualTo(ofSeries);
    assertThat(SummaryNetworks.defaultFor(model(DataSize.fixed(1), 1, grid)))
        .isEqualTo(SummaryNetworks.conv2d(8));
    assertThat(
            SummaryNetworks.defaultFor(
                model(DataSize.uniform(2, 9), 1, series.ofSize(DataSize.fixed(14)), grid)))
        .isEqualTo(
            SummaryNetworks.fusion(
                Map.of("data", SummaryNetworks.mlp(8), "map", SummaryNetworks.conv2d(8))));
  }

  @Test
  void readyMadeNetworksAreListed() throws IOException {
    assertThat(SummaryNetworks.names()).contains("deep-set", "identity", "mlp").isSorted();
    List<String> rows =
        Files.readAllLines(Path.of("summary-nets/README.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf(".txtpb`")))
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(SummaryNetworks.names());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aReadyMadeNetworkWritesOutEveryOption(String name) {
    SummaryNetworkSpec spec = SummaryNetworks.named(name);
    assertThat(ResolvedSpecs.resolve(spec)).isEqualTo(spec);
    assertThat(spec.getNetworkCase().name())
        .isEqualTo(
            switch (name) {
              case "gru", "lstm" -> "RECURRENT";
              default -> name.replace('-', '_').toUpperCase(Locale.ROOT);
            });
  }

  static List<String> names() {
    return SummaryNetworks.names();
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformer", "", "../summary-nets/mlp", "mlp.txtpb", "MLP"})
  void anUnknownNameListsTheKnownOnes(String name) {
    assertThatThrownBy(() -> SummaryNetworks.named(name))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "there is no summary network named '"
                + name
                + "'; there are: "
                + String.join(", ", SummaryNetworks.names()));
  }

  @Test
  void readyMadeNetworksAreFoundInAJar(@TempDir Path folder) throws Exception {
    Path classes = Path.of("target/classes").toAbsolutePath();
    Path jar = pack(classes, folder.resolve("library.jar"));
    URL[] classPath =
        Stream.concat(
                Stream.of(jar),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(entry -> Path.of(entry).toAbsolutePath())
                    .filter(entry -> !entry.equals(classes)))
            .map(SummaryNetworksTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Class<?> networks = loader.loadClass(SummaryNetworks.class.getName());
      assertThat(networks.getProtectionDomain().getCodeSource().getLocation()).isEqualTo(url(jar));
      assertThat(networks.getMethod("names").invoke(null)).isEqualTo(SummaryNetworks.names());
      assertThat(networks.getMethod("named", String.class).invoke(null, "mlp"))
          .hasToString(SummaryNetworks.named("mlp").toString());
    }
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static GenerativeModel model(DataSize size, int parameters, Observable... observables) {
    GenerativeModel.Builder model =
        GenerativeModel.builder("m").size(size).prior(prior(parameters));
    Stream.of(observables).forEach(model::observable);
    return model.simulator((theta, n, random) -> new double[0]).build();
  }

  private static Prior prior(int parameters) {
    Prior.Builder prior = Prior.builder();
    IntStream.range(0, parameters).forEach(i -> prior.add("p" + i, Marginal.inverseGamma(2, 1)));
    return prior.build();
  }
}
