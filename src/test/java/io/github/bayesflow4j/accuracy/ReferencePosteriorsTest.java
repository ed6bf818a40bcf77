package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.accuracy.Benchmark.Task;
import io.github.bayesflow4j.comparison.ClassifierTwoSampleTest;
import io.github.bayesflow4j.diagnostics.C2st;
import io.github.bayesflow4j.posterior.PosteriorSampler;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.ExactPosteriors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The built-in process models have the posteriors of the benchmark: draws of their exact posteriors
 * cannot be told from its reference draws. Skipped without them, see {@link Benchmark}.
 */
class ReferencePosteriorsTest {

  private static PosteriorSampler exact(Task task) {
    return switch (task) {
      case TWO_MOONS -> ExactPosteriors.twoMoons();
      case GAUSSIAN_LINEAR -> ExactPosteriors.gaussianLinear();
      case SLCP -> ExactPosteriors.slcp();
      case SIR_COUNTS -> ExactPosteriors.sirCounts();
    };
  }

  @Test
  void twoMoons() {
    assertSame(Task.TWO_MOONS, 1);
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  @Tag("slow")
  void everyTask(Task task) {
    for (int k = 1; k <= 2; k++) {
      assertSame(task, k);
    }
  }

  private static void assertSame(Task task, int number) {
    Benchmark.assumeReferences();
    PosteriorSamples reference = task.reference(number);
    PosteriorSamples draws = exact(task).sample(task.observation(number), reference.count(), 7);
    C2st c2st = ClassifierTwoSampleTest.compare(reference, draws, 1);
    // 4 deviations of the noise, 0.014; the references are themselves drawn by approximate methods
    // where the posterior has no closed form, which adds no more than that.
    assertThat(c2st.score()).as("%s %d: %s", task, number, c2st).isBetween(-4.0, 4.0);
  }
}
