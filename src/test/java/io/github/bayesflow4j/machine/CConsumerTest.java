package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;

/**
 * A C program that knows nothing of this library runs a machine and gets the numbers that Java
 * gets.
 *
 * <p>Both use one thread inside each operation, so no sum is split, and neither lets TensorFlow
 * make one operation of a product and a bias, so the numbers agree to the bit.
 */
@Tag("consumer")
class CConsumerTest {
  private static final double[] OBSERVED = {0.3, -1.2, 0.8, 1.9, 0.1};

  @TempDir private static Path folder;
  private static Path machineFolder = Path.of("");
  private static Path program = Path.of("");

  /** The end of a process: what it printed, and its exit status. */
  private record Ended(int status, List<String> lines) {}

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
    builder.redirectError(
        ProcessBuilder.Redirect.appendTo(output.resolveSibling("errors.txt").toFile()));
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("no end of " + command);
    }
    return new Ended(process.exitValue(), Files.readAllLines(output));
  }

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    assumeThat(compilerThere()).as("gcc is installed").isTrue();
    try (EstimationMachine machine = SmallMachines.rows(1)) {
      machineFolder = folder.resolve("rows");
      machine.save(machineFolder);
    }
    Path libraries = libraries();
    program = folder.resolve("consumer");
    Ended gcc =
        run(
            List.of(
                "gcc",
                "-std=c11",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                program.toString(),
                "src/test/c/consumer.c",
                "-L" + libraries,
                "-Wl,-rpath," + libraries,
                "-l:libtensorflow_cc.so.2",
                "-l:libtensorflow_framework.so.2"));
    assertThat(gcc.status).as(() -> errors()).isZero();
  }

  private static String errors() {
    try {
      return Files.readString(folder.resolve("errors.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean compilerThere() {
    return System.getProperty("os.name", "").equals("Linux")
        && Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "gcc")));
  }

  /** Where the libraries of the native jar lie once TensorFlow is loaded. */
  private static Path libraries() throws IOException {
    assertThat(TensorFlow.version()).startsWith("2.");
    String library =
        Loader.getLoadedLibraries().values().stream()
            .filter(path -> path.contains("libtensorflow_cc"))
            .findFirst()
            .orElseThrow();
    return Path.of(library).toRealPath().resolveSibling("");
  }

  /** Runs a signature; gives the values of each output. */
  private static Map<String, float[]> consume(String signature, String... inputs)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(program.toString(), machineFolder.toString(), signature));
    command.addAll(List.of(inputs));
    Ended ended = run(command);
    assertThat(ended.status).as(() -> errors()).isZero();
    Map<String, float[]> outputs = new TreeMap<>();
    for (String line : ended.lines) {
      String[] parts = line.split(" ");
      float[] values = new float[parts.length - 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.parseFloat(parts[i + 2]);
      }
      outputs.put(parts[0] + " " + parts[1], values);
    }
    return outputs;
  }

  /** A tensor as the program takes it, its values to the bit. */
  private static String floats(String name, String dimensions, double... values) {
    List<String> text = Arrays.stream(values).mapToObj(x -> Float.toHexString((float) x)).toList();
    return name + "=f:" + dimensions + ":" + String.join(",", text);
  }

  private static void assertSame(float[] found, double... expected) {
    double[] doubles = new double[found.length];
    for (int i = 0; i < found.length; i++) {
      doubles[i] = found[i];
    }
    assertThat(doubles).isEqualTo(expected);
  }

  @Test
  void drawsAreTheSameToTheBit() throws IOException, InterruptedException {
    for (long seed : new long[] {1, -5_000_000_000L}) {
      Map<String, float[]> found =
          consume(
              "sample", floats("data", "1x5x1", OBSERVED), "num_samples=i::300", "seed=l::" + seed);
      assertThat(found).containsOnlyKeys("parameters 1x300x2");
      try (EstimationMachine machine = EstimationMachine.load(machineFolder)) {
        PosteriorSamples draws = machine.sample(DataSet.of(OBSERVED), 300, seed);
        double[] rows = new double[600];
        for (int i = 0; i < 300; i++) {
          System.arraycopy(draws.draw(i), 0, rows, 2 * i, 2);
        }
        assertSame(found.values().iterator().next(), rows);
      }
    }
  }

  @Test
  void densitiesAreTheSameToTheBit() throws IOException, InterruptedException {
    Map<String, float[]> found =
        consume(
            "log_prob",
            floats("data", "1x5x1", OBSERVED),
            floats("parameters", "1x3x2", 0, 0.5, 1, 0.25, -0.5, 0.75));
    assertThat(found).containsOnlyKeys("log_prob 1x3");
    try (EstimationMachine machine = EstimationMachine.load(machineFolder)) {
      assertSame(
          found.values().iterator().next(),
          machine.logProb(
              DataSet.of(OBSERVED), new double[][] {{0, 0.5}, {1, 0.25}, {-0.5, 0.75}}));
    }
  }

  @Test
  void theDefaultSignatureTakesDataAlone() throws IOException, InterruptedException {
    Map<String, float[]> found = consume("serving_default", floats("data", "1x5x1", OBSERVED));
    assertThat(found)
        .containsOnlyKeys(
            "mean 1x2",
            "sd 1x2",
            "q05 1x2",
            "q50 1x2",
            "q95 1x2",
            "typicality 1",
            "typicality_p_value 1");
    try (EstimationMachine machine = EstimationMachine.load(machineFolder)) {
      Typicality typicality = machine.typicality(DataSet.of(OBSERVED));
      assertSame(found.getOrDefault("typicality 1", new float[0]), typicality.score());
      assertSame(found.getOrDefault("typicality_p_value 1", new float[0]), typicality.pValue());
      PosteriorSamples draws = machine.sample(DataSet.of(OBSERVED), 4000, 0);
      for (int j = 0; j < 2; j++) {
        // Means of 4000 numbers in single precision.
        assertThat((double) value(found, "mean", j)).isEqualTo(draws.mean(j), within(2e-6));
        assertThat((double) value(found, "sd", j)).isEqualTo(draws.sd(j), within(2e-6));
        for (int percent : new int[] {5, 50, 95}) {
          assertThat((double) value(found, "q" + (percent < 10 ? "0" : "") + percent, j))
              .isEqualTo(draws.quantile(j, percent / 100d), within(1e-6));
        }
      }
    }
  }

  private static float value(Map<String, float[]> outputs, String name, int component) {
    return outputs.getOrDefault(name + " 1x2", new float[0])[component];
  }

  @Test
  void aSignatureThatIsNotThereIsSaidByTheProgram() throws IOException, InterruptedException {
    Ended ended = run(List.of(program.toString(), machineFolder.toString(), "guess"));
    assertThat(ended.status).isEqualTo(1);
    assertThat(errors()).contains("the model has no signature: guess");
  }
}
