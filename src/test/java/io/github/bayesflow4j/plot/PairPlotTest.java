package io.github.bayesflow4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairPlotTest {
  private static final PosteriorSamples DRAWS = GaussianDiagnostics.draws(400, List.of("a", "b"));

  @Test
  void showsRegionsDrawsAndTheirCorrelation() throws Exception {
    SvgText svg = SvgText.of(PairPlot.of(DRAWS).figure().toSvg());
    String r =
        String.format(Locale.ROOT, "r = %.2f", DRAWS.correlations()[0][1]).replace('-', '\u2212');

    assertThat(svg.words())
        .contains(r, "posterior", "50 % and 90 % regions")
        .doesNotContain("prior");
    assertThat(SvgText.pieces(svg.strokes(Theme.POINTS))).isEqualTo(300);
    // Each region has a border of many cells.
    assertThat(SvgText.pieces(svg.strokes(Theme.CURVE))).isGreaterThan(40);
  }

  @Test
  void marksPointsAndThePriorWhereTheyAreGiven() throws Exception {
    SvgText svg =
        SvgText.of(
            PairPlot.of(DRAWS)
                .withPrior(GaussianDiagnostics.draws(300, List.of("a", "b")))
                .marking("truth", 0, 0)
                .marking("mode", 1, 1)
                .figure()
                .toSvg());

    assertThat(svg.words()).contains("prior", "truth", "mode");
  }

  @Test
  void aParameterWithoutSpreadIsShownAsPoints() throws Exception {
    PosteriorSamples constant =
        PosteriorSamples.ofColumns(
            GaussianDiagnostics.space(List.of("a", "b")),
            new double[][] {DRAWS.column("a"), new double[400]});
    SvgText svg = SvgText.of(PairPlot.of(constant).figure().toSvg());

    assertThat(svg.words()).contains("r = n/a");
    assertThat(svg.attributes()).noneMatch(value -> value.contains("NaN"));
    assertThat(SvgText.pieces(svg.strokes(Theme.POINTS))).isGreaterThan(600);
  }

  @Test
  void ofManyParametersTheFirstAreShown() throws Exception {
    List<String> names = IntStream.range(0, 9).mapToObj(j -> "theta" + j).toList();
    Figure figure = PairPlot.of(GaussianDiagnostics.draws(50, names)).figure();

    assertThat(figure.reading()).endsWith("The first 6 of 9 parameters.");
    assertThat(SvgText.of(figure.toSvg()).words()).contains("theta5").doesNotContain("theta6");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    PairPlot plot = PairPlot.of(DRAWS);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> plot.marking("truth", 1))
        .withMessage("truth: expected 2 parameters, found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plot.withPrior(GaussianDiagnostics.draws(5, List.of("c"))))
        .withMessage("expected prior draws of [a, b], found [c]");
  }
}
