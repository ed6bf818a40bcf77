package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.storage.DurableFiles;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The machine as TensorFlow's own loader sees it, with its default options, which let it make one
 * operation of several and round otherwise than the Java API.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignaturesTest {
  /** Some units in the last place of the numbers here, which are of the order of one. */
  private static final double ROUNDING = 1e-5;

  private static final float[] FIRST = {0.3f, -1.2f, 0.8f, 1.9f, 0.1f};
  private static final float[] SECOND = {1.3f, 0.7f, 0.9f, 1.5f, 1.1f};

  private final EstimationMachine machine = SmallMachines.rows(1);
  private final Path folder = Files.createTempDirectory("machine");
  private final SavedModelBundle bundle;

  SignaturesTest() throws IOException {
    machine.save(folder.resolve("rows"));
    bundle = SavedModelBundle.load(folder.resolve("rows").toString(), "serve");
  }

  @AfterAll
  void close() throws IOException {
    bundle.close();
    machine.close();
    DurableFiles.deleteTree(folder);
  }

  private static DataSet dataSet(float[] x) {
    double[] values = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      values[i] = x[i];
    }
    return DataSet.of(values);
  }

  private static Tensor data(float[]... dataSets) {
    float[] all = new float[dataSets.length * FIRST.length];
    for (int i = 0; i < dataSets.length; i++) {
      System.arraycopy(dataSets[i], 0, all, i * FIRST.length, FIRST.length);
    }
    return TFloat32.tensorOf(Shape.of(dataSets.length, FIRST.length, 1), DataBuffers.of(all));
  }

  /** The results of one run, by name. */
  private record Outputs(Map<String, float[]> byName) {
    float[] get(String name) {
      return byName.getOrDefault(name, new float[0]);
    }
  }

  private Outputs run(String signature, Map<String, Tensor> inputs) {
    Map<String, float[]> outputs = new TreeMap<>();
    try (Result result = bundle.function(signature).call(inputs)) {
      result.forEach(entry -> outputs.put(entry.getKey(), Fetched.floats(entry.getValue())));
    }
    inputs.values().forEach(Tensor::close);
    return new Outputs(outputs);
  }

  @Test
  void areThoseOfTheFormat() {
    assertThat(folder.resolve("rows")).isDirectoryNotContaining("glob:**variables");
    Map<String, SignatureDef> signatures = bundle.metaGraphDef().getSignatureDefMap();
    assertThat(signatures.keySet())
        .containsExactlyInAnyOrder("sample", "log_prob", "latent", "summary", "serving_default");
    assertThat(signatures.values())
        .allMatch(s -> s.getMethodName().equals("tensorflow/serving/predict"));
    SignatureDef sample = bundle.metaGraphDef().getSignatureDefOrThrow("sample");
    assertThat(sample.getInputsMap().keySet())
        .containsExactlyInAnyOrder("data", "num_samples", "seed");
    assertThat(sample.getOutputsMap().keySet()).containsExactly("parameters");
    assertThat(
            bundle
                .metaGraphDef()
                .getSignatureDefOrThrow("serving_default")
                .getOutputsMap()
                .keySet())
        .containsExactlyInAnyOrder(
            "mean", "sd", "q05", "q50", "q95", "typicality", "typicality_p_value");
  }

  @Test
  void noObservableMayTakeANameOfTheGraph() {
    Set<String> taken =
        bundle.metaGraphDef().getGraphDef().getNodeList().stream()
            .map(node -> node.getName().split("/")[0])
            // Names that TensorFlow gives begin with a capital letter, and make way.
            .filter(name -> Character.isLowerCase(name.charAt(0)) && !name.equals("data"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(taken).contains("flow", "summary", "seed", "q05", "samples");
    for (String name : taken) {
      GenerativeModel model =
          GenerativeModel.builder("named")
              .prior(Prior.builder().add("theta", NormalDistribution.of(0, 1)).build())
              .observable(Observable.vector(name, "x"))
              .simulator((theta, n, random) -> theta)
              .build();
      assertThatThrownBy(
              () ->
                  Trainer.online(
                          model,
                          GaussianModels.perceptron(),
                          GaussianModels.flow(),
                          GaussianModels.training(5).build())
                      .train())
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("observable '" + name + "'");
    }
  }

  @Test
  void sampleGivesTheDrawsOfTheJavaApi() {
    // More than the Java API takes through the flow in one run.
    float[] draws =
        run(
                "sample",
                Map.of(
                    "data", data(FIRST),
                    "num_samples", TInt32.scalarOf(700),
                    "seed", TInt64.scalarOf(-12)))
            .get("parameters");
    PosteriorSamples expected = machine.sample(dataSet(FIRST), 700, -12);
    assertThat(draws).hasSize(1400);
    for (int i = 0; i < 700; i++) {
      // Some processors round a row of a product differently where there are fewer rows.
      assertThat((double) draws[2 * i]).isEqualTo(expected.column(0)[i], within(ROUNDING));
      assertThat((double) draws[2 * i + 1]).isEqualTo(expected.column(1)[i], within(ROUNDING));
    }
  }

  @Test
  void sampleTakesABatch() {
    float[] draws =
        run(
                "sample",
                Map.of(
                    "data", data(FIRST, SECOND),
                    "num_samples", TInt32.scalarOf(200),
                    "seed", TInt64.scalarOf(4)))
            .get("parameters");
    List<PosteriorSamples> expected =
        machine.sample(List.of(dataSet(FIRST), dataSet(SECOND)), 200, 4);
    for (int i = 0; i < 200; i++) {
      assertThat((double) draws[2 * i]).isEqualTo(expected.get(0).column(0)[i], within(ROUNDING));
      assertThat((double) draws[400 + 2 * i])
          .isEqualTo(expected.get(1).column(0)[i], within(ROUNDING));
    }
  }

  @Test
  void logProbGivesTheDensitiesOfTheJavaApi() {
    float[] points = {0, 0.5f, 1, 0.25f, -0.5f, 0.9f};
    float[] found =
        run(
                "log_prob",
                Map.of(
                    "data",
                    data(FIRST),
                    "parameters",
                    TFloat32.tensorOf(Shape.of(1, 3, 2), DataBuffers.of(points))))
            .get("log_prob");
    double[] expected =
        machine.logProb(dataSet(FIRST), new double[][] {{0, 0.5}, {1, 0.25}, {-0.5, 0.9f}});
    assertThat(found).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat((double) found[i]).isEqualTo(expected[i], within(ROUNDING));
    }
  }

  @Test
  void servingDefaultSummarizesFourThousandDrawsOfSeedZero() {
    Outputs found = run("serving_default", Map.of("data", data(FIRST)));
    PosteriorSamples draws = machine.sample(dataSet(FIRST), 4000, 0);
    for (int j = 0; j < 2; j++) {
      // Of 4000 numbers in single precision, whose rows may be rounded differently.
      assertThat(found.get("mean")[j]).isEqualTo((float) draws.mean(j), within((float) ROUNDING));
      assertThat(found.get("sd")[j]).isEqualTo((float) draws.sd(j), within((float) ROUNDING));
      assertThat(found.get("q05")[j])
          .isEqualTo((float) draws.quantile(j, 0.05), within((float) ROUNDING));
      assertThat(found.get("q50")[j])
          .isEqualTo((float) draws.quantile(j, 0.5), within((float) ROUNDING));
      assertThat(found.get("q95")[j])
          .isEqualTo((float) draws.quantile(j, 0.95), within((float) ROUNDING));
    }
  }

  @Test
  void servingDefaultSummarizesEachDataSetOfABatch() {
    Outputs found = run("serving_default", Map.of("data", data(FIRST, SECOND)));
    List<PosteriorSamples> draws =
        machine.sample(List.of(dataSet(FIRST), dataSet(SECOND)), 4000, 0);
    assertThat(found.get("mean")).hasSize(4);
    for (int i = 0; i < 2; i++) {
      // 8000 draws are more than the Java API makes of one seed, so it draws the second data set's
      // by another: five deviations of the difference of two means, or of two 95 % quantiles
      // of a normal law, of 4000 draws each.
      float mean =
          i == 0 ? (float) ROUNDING : (float) (5 * draws.get(i).sd(0) * Math.sqrt(2 / 4000d));
      float quantile = i == 0 ? (float) ROUNDING : (float) (5 * 0.048 * draws.get(i).sd(1));
      assertThat(found.get("mean")[2 * i]).isEqualTo((float) draws.get(i).mean(0), within(mean));
      assertThat(found.get("q95")[2 * i + 1])
          .isEqualTo((float) draws.get(i).quantile(1, 0.95), within(quantile));
    }
  }

  @Test
  void servingDefaultGivesTheTypicalityOfTheJavaApi() {
    Outputs found = run("serving_default", Map.of("data", data(FIRST, SECOND)));
    List<Typicality> expected = machine.typicality(List.of(dataSet(FIRST), dataSet(SECOND)));
    for (int i = 0; i < 2; i++) {
      assertThat((double) found.get("typicality")[i])
          .isEqualTo(expected.get(i).score(), within(ROUNDING));
      // A rank, which rounding may change by one.
      assertThat((double) found.get("typicality_p_value")[i])
          .isEqualTo(expected.get(i).pValue(), within(1e-3));
    }
  }

  @Test
  void summaryAndLatentAreThoseOfTheJavaApi() {
    assertThat(run("summary", Map.of("data", data(FIRST))).get("summary"))
        .usingComparatorWithPrecision((float) ROUNDING)
        .containsExactly(machine.summary(dataSet(FIRST)));
    float[] theta = {0.2f, 0.4f};
    float[] latent =
        run(
                "latent",
                Map.of(
                    "data",
                    data(FIRST),
                    "parameters",
                    TFloat32.tensorOf(Shape.of(1, 1, 2), DataBuffers.of(theta))))
            .get("latent");
    double[][] expected =
        machine.latent(DataBatch.of(List.of(dataSet(FIRST)), machine.observables(), 0), theta);
    assertThat(new double[] {latent[0], latent[1]}).containsExactly(expected[0], within(ROUNDING));
  }
}
