package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bayesflow4j.nn.GradientCheck;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.spec.SpecFiles;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every {@link SummaryNetwork}. A new one gets a test class that implements this
 * interface, or {@link SetNetworkContract} if it takes sets of rows, and lists its subjects; the
 * tests are inherited.
 *
 * <p>All variables take random values.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface SummaryNetworkContract {

  /** The networks to check. */
  Stream<SummarySubject> subjects();

  @ParameterizedTest
  @MethodSource("subjects")
  default void givesItsNumberOfStatisticsForEveryDataSet(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      for (int count : new int[] {1, 5}) {
        for (int rows : List.of(subject.form().size().min(), subject.form().size().max())) {
          float[] summary = run.apply(weights, run.batch(count, rows));
          assertThat(summary).hasSize(count * run.summaryDimension());
          assertFinite(summary);
        }
      }
      // Later layers need the width when the graph is built.
      assertThat(run.summary().shape().get(1)).isEqualTo(run.summaryDimension());
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void aDataSetDoesNotDependOnTheOthers(SummarySubject subject) {
    int count = 4;
    int rows = subject.form().size().max();
    int width = subject.form().observable().values(rows);
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      Batch all = run.batch(count, rows);
      float[] together = run.apply(weights, all);
      for (int i = 0; i < count; i++) {
        Batch one =
            new Batch(
                1,
                rows,
                Arrays.copyOfRange(all.values(), i * width, (i + 1) * width),
                Arrays.copyOfRange(all.mask(), i * rows, (i + 1) * rows));
        int d = run.summaryDimension();
        assertClose(run.apply(weights, one), Arrays.copyOfRange(together, i * d, (i + 1) * d));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void everyVariableReceivesItsGradient(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      assumeThat(run.network().scope().names()).as("variables").isNotEmpty();
      Batch batch = run.batch(30, subject.form().size().min() + 2);
      if (subject.form().size().min() == subject.form().size().max()) {
        batch = run.batch(30, subject.form().size().max());
      }
      GradientCheck.everyVariable(
          run.network(), run.randomWeights(), run.inputs(batch), List.of(run.summary()));
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void constantsGiveTheSameBitsAsVariables(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      Batch batch = run.batch(6, subject.form().size().max());
      try (SummaryRun frozen = new SummaryRun(subject, TestNetwork.frozen(weights))) {
        assertThat(frozen.applyFrozen(batch)).isEqualTo(run.apply(weights, batch));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void itsSpecSurvivesAsText(SummarySubject subject, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("network.txtpb");
    Files.writeString(file, SpecFiles.print(subject.spec()));
    SummaryNetworkSpec read = SpecFiles.read(file, SummaryNetworkSpec.getDefaultInstance());
    assertThat(read).isEqualTo(subject.spec());
    try (SummaryRun run = SummaryRun.trainable(subject);
        SummaryRun again = SummaryRun.trainable(subject.with(read))) {
      Weights weights = run.randomWeights();
      Batch batch = run.batch(2, subject.form().size().max());
      assertThat(again.apply(weights, batch)).isEqualTo(run.apply(weights, batch));
    }
  }

  /** Checks that no value is infinite or NaN. */
  static void assertFinite(float[] values) {
    for (float value : values) {
      assertThat(value).isFinite();
    }
  }

  /** Checks that values are equal but for the order in which products and means are summed. */
  static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .isCloseTo(expected[i], within(1e-5f * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
