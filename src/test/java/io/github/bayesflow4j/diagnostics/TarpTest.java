package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TarpTest {
  private static final RandomStreams STREAMS = new RandomStreams(71);
  private static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("a", Support.real()), Parameter.scalar("b", Support.real()));

  /** The same posteriors with the parameters mapped to two others. */
  private static SimulatedPosteriors mapped(
      SimulatedPosteriors posteriors, UnaryOperator<double[]> map) {
    double[][] truths = new double[posteriors.testSets()][];
    List<PosteriorSamples> samples = new ArrayList<>();
    for (int i = 0; i < truths.length; i++) {
      double[] truth = new double[posteriors.dimension()];
      int testSet = i;
      Arrays.setAll(truth, j -> posteriors.truths(j)[testSet]);
      truths[i] = map.apply(truth);
      double[][] columns = new double[2][posteriors.draws()];
      for (int l = 0; l < posteriors.draws(); l++) {
        double[] draw = map.apply(posteriors.samples(i).draw(l));
        columns[0][l] = draw[0];
        columns[1][l] = draw[1];
      }
      samples.add(PosteriorSamples.ofColumns(SPACE, columns));
    }
    return SimulatedPosteriors.of(SPACE, truths, samples);
  }

  @Test
  void doesNotDependOnUnits() {
    // Powers of two, which rounding does not notice.
    SimulatedPosteriors posteriors =
        ConjugateGaussian.simulate(60, 50, 1, Fault.NARROWED, Fault.SHIFTED);
    Tarp expected = Tarp.of(posteriors, STREAMS.stream(0));

    assertThat(
            Tarp.of(
                mapped(posteriors, t -> new double[] {1024 * t[0], t[1] / 64}), STREAMS.stream(0)))
        .isEqualTo(expected);
  }

  @Test
  void ranksAreUniformAlsoWhereThereAreHardlyMoreDrawsThanComponents() {
    // Nearly singular covariances of five vectors in four dimensions; p-values are uniform.
    SimulatedPosteriors posteriors =
        ConjugateGaussian.simulate(1_000, 4, 2, Fault.NONE, Fault.NONE, Fault.NONE, Fault.NONE);

    assertThat(Tarp.of(posteriors, STREAMS.stream(1)).coverage().pValue()).isGreaterThan(0.01);
  }

  @Test
  void componentsMayDependOnEachOtherExactly() {
    SimulatedPosteriors exact =
        mapped(
            ConjugateGaussian.simulate(300, 60, 3, Fault.NONE), t -> new double[] {t[0], 1 - t[0]});
    SimulatedPosteriors narrowed =
        mapped(
            ConjugateGaussian.simulate(600, 60, 4, Fault.NARROWED),
            t -> new double[] {t[0], 1 - t[0]});

    assertThat(Tarp.of(exact, STREAMS.stream(2)).coverage().rejected()).isFalse();
    Tarp overconfident = Tarp.of(narrowed, STREAMS.stream(3));
    assertThat(overconfident.coverage().rejected()).isTrue();
    assertThat(overconfident.coverage().meanSignedError()).isNegative();
  }

  @Test
  void seesAWrongCorrelationWhichRanksOfComponentsDoNot() {
    SimulatedPosteriors posteriors =
        ConjugateGaussian.simulate(500, 99, 5, Fault.NONE, Fault.CORRELATED);

    assertThat(Tarp.of(posteriors, STREAMS.stream(4)).coverage().pValue()).isLessThan(0.001);
    assertThat(RankStatistics.of(posteriors, STREAMS.stream(5)).uniform()).isTrue();
  }

  @Test
  void doesNotSeeShiftsThatCancelWhichRanksOfComponentsDo() {
    SimulatedPosteriors posteriors =
        ConjugateGaussian.simulate(300, 99, 6, Fault.SHIFTED, new Fault(-0.3, 1));

    assertThat(Tarp.of(posteriors, STREAMS.stream(6)).coverage().pValue()).isGreaterThan(0.01);
    assertThat(RankStatistics.of(posteriors, STREAMS.stream(7)).uniform()).isFalse();
  }

  @Test
  void refusesATestForOtherNumbers() {
    RankUniformityTest test = RankUniformityTest.simulate(10, 5, STREAMS.stream(8));
    SimulatedPosteriors posteriors = ConjugateGaussian.simulate(11, 5, 1, Fault.NONE);

    assertThatThrownBy(() -> Tarp.of(posteriors, test, STREAMS.stream(9)))
        .hasMessage("expected a test for 11 test sets of 5 draws, found one for 10 of 5");
  }
}
