package io.github.bayesflow4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bayesflow4j.diagnostics.PosteriorPredictive;
import io.github.bayesflow4j.diagnostics.PosteriorPredictive.Axis;
import io.github.bayesflow4j.diagnostics.PosteriorPredictive.Ribbon;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.training.TrainingHistory;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every figure, whatever the number of parameters. */
class FigureTest {
  private static final String LONG_NAME = "a_very_long_name_of_a_parameter_that_no_panel_can_hold";
  private static final Map<Integer, Map<Figure, Integer>> MADE = new LinkedHashMap<>();

  @TempDir Path folder;

  private static List<String> names(int dimension) {
    return IntStream.range(0, dimension)
        .mapToObj(j -> j == 1 ? LONG_NAME : "theta<" + j + ">")
        .toList();
  }

  /** All figures of a model, each with the number of its panels. */
  private static Map<Figure, Integer> figures(int dimension) {
    return MADE.computeIfAbsent(dimension, FigureTest::draw);
  }

  private static Map<Figure, Integer> draw(int dimension) {
    GaussianDiagnostics made = GaussianDiagnostics.of(60, 40, names(dimension));
    PosteriorSamples posterior = GaussianDiagnostics.draws(500, names(dimension));
    int shown = Math.min(dimension, PairPlot.SHOWN);
    Map<Figure, Integer> figures = new LinkedHashMap<>();
    figures.put(RecoveryFigure.of(made.posteriors(), made.report().recovery()), dimension);
    figures.put(ContractionFigure.of(made.posteriors()), dimension);
    figures.put(CalibrationFigure.of(made.report().calibration(), 60, 40), dimension);
    figures.put(CoverageFigure.of(made.report().coverage()), dimension);
    figures.put(
        DependenceFigure.of(made.report().dependence()),
        Math.min(DependenceFigure.SHOWN, made.report().dependence().dependences().size()));
    figures.put(RibbonFigure.of(predictive(dimension)), dimension);
    figures.put(RankFigure.of(made.report().ranks()), dimension);
    figures.put(EcdfFigure.of(made.report().ranks()), dimension);
    figures.put(LatentFigure.of(made.latents()), dimension);
    figures.put(ExpectedCoverageFigure.of(made.report().randomPoints().coverage()), 1);
    figures.put(ExpectedCoverageFigure.of(made.report().randomPoints()), 1);
    figures.put(
        PairPlot.of(posterior)
            .withPrior(GaussianDiagnostics.draws(300, names(dimension)))
            .marking("true value", new double[dimension])
            .figure(),
        shown * shown);
    figures.put(PairPlot.of(even(shown)).figure(), shown * shown);
    figures.put(LossFigure.of(history()), 1);
    return figures;
  }

  /** Draws whose axes have numbers at both ends, in turn 0 and 1, 0 and 10, 0 and 100. */
  private static PosteriorSamples even(int dimension) {
    double[][] columns = new double[dimension][101];
    for (int j = 0; j < dimension; j++) {
      double scale = Math.pow(10, j % 3 - 2);
      Arrays.setAll(columns[j], l -> l * scale);
    }
    return PosteriorSamples.ofColumns(GaussianDiagnostics.space(names(dimension)), columns);
  }

  /** Five rows, of which the observed data lack the second. */
  private static PosteriorPredictive predictive(int features) {
    List<Double> observed = List.of(1.0, Double.NaN, 3.0, 2.0, 1.0);
    List<List<Double>> quantiles =
        PosteriorPredictive.levels().stream()
            .map(level -> List.of(level, 1 + level, 2.5 + level, 1 + level, level))
            .toList();
    return new PosteriorPredictive(
        100,
        names(features).stream()
            .map(name -> new Ribbon("data", name, Axis.ROW, observed, quantiles))
            .toList(),
        List.of());
  }

  private static TrainingHistory history() {
    List<TrainingHistory.Entry> entries = new ArrayList<>();
    for (int k = 1; k <= 40; k++) {
      double loss = 50 * Math.exp(-k) + 1.0 / k;
      entries.add(new TrainingHistory.Entry(100L * k, loss, loss + 0.1, 1e-3, k));
    }
    return new TrainingHistory(entries, List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 20})
  void everyPanelIsFramedAndNoCoordinateIsMissing(int dimension) throws Exception {
    for (Map.Entry<Figure, Integer> entry : figures(dimension).entrySet()) {
      SvgText svg = SvgText.of(entry.getKey().toSvg());
      String title = entry.getKey().title();
      long frames =
          svg.elements("rect").stream()
              .filter(rect -> SvgText.inherited(rect, "stroke").contains("136,136,136"))
              .count();

      assertThat(frames).as(title).isEqualTo(entry.getValue().longValue());
      assertThat(svg.attributes()).as(title).noneMatch(v -> v.contains("NaN"));
      assertThat(svg.attributes()).as(title).noneMatch(v -> v.contains("Infinity"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 20})
  void noTextIsCutOffAndNoTwoTextsOverlap(int dimension) throws Exception {
    for (Figure figure : figures(dimension).keySet()) {
      Map<Double, List<SvgText.Line>> byHeight =
          SvgText.of(figure.toSvg()).lines().stream()
              .collect(Collectors.groupingBy(SvgText.Line::y));

      byHeight.forEach(
          (y, lines) -> {
            List<SvgText.Line> row =
                lines.stream().sorted(Comparator.comparing(SvgText.Line::x)).toList();
            assertThat(y).as(figure.title()).isBetween(10.0, figure.height() - 2.0);
            assertThat(row.get(0).x()).as(figure.title() + row).isNotNegative();
            assertThat(row.get(row.size() - 1).end())
                .as(figure.title() + row)
                .isLessThanOrEqualTo(figure.width());
            for (int k = 1; k < row.size(); k++) {
              assertThat(row.get(k).x())
                  .as(figure.title() + row.get(k - 1) + row.get(k))
                  .isGreaterThan(row.get(k - 1).end());
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void thePngHasItsSizeAndHoldsInk(int dimension) throws Exception {
    for (Figure figure : figures(dimension).keySet()) {
      Path file = folder.resolve("figure.png");
      figure.writePng(file, 0.5);
      BufferedImage image = ImageIO.read(file.toFile());

      assertThat(image.getWidth()).isEqualTo((figure.width() + 1) / 2);
      assertThat(image.getHeight()).isEqualTo((figure.height() + 1) / 2);
      assertThat(colored(image)).as(figure.title()).isGreaterThan(100);
    }
  }

  private static long colored(BufferedImage image) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .map(k -> image.getRGB(k % image.getWidth(), k / image.getWidth()))
        // More blue than red: neither white, gray nor black.
        .filter(rgb -> (rgb & 0xFF) - (rgb >> 16 & 0xFF) > 60)
        .count();
  }

  @Test
  void panelsBearNamesAndAxesSayWhatTheyMeasure() throws Exception {
    GaussianDiagnostics made = GaussianDiagnostics.of(60, 40, List.of("mu", "nu"));
    List<String> words =
        SvgText.of(RecoveryFigure.of(made.posteriors(), made.report().recovery()).toSvg()).words();
    String r2 =
        String.format(Locale.ROOT, "%.3f", made.report().recovery().components().get(1).r2());

    assertThat(words).contains("true value", "posterior mean", "nu, R\u00B2 = " + r2);
    assertThat(SvgText.of(RankFigure.of(made.report().ranks()).toSvg()).words())
        .contains("mu", "nu", "rank of the true value", "data sets", "counted", "expected");
  }

  @Test
  void everyTestSetIsAPoint() throws Exception {
    GaussianDiagnostics made = GaussianDiagnostics.of(60, 40, List.of("mu", "nu"));
    SvgText recovery =
        SvgText.of(RecoveryFigure.of(made.posteriors(), made.report().recovery()).toSvg());
    SvgText contraction = SvgText.of(ContractionFigure.of(made.posteriors()).toSvg());

    assertThat(SvgText.pieces(recovery.strokes(Theme.POINTS))).isEqualTo(2 * 60);
    assertThat(SvgText.pieces(contraction.strokes(Theme.POINTS))).isEqualTo(2 * 60);
    assertThat(SvgText.pieces(recovery.strokes(Theme.INTERVALS))).isEqualTo(2 * 60);
  }

  @Test
  void observedValuesArePointsAndAbsentOnesAreNot() throws Exception {
    SvgText ribbon = SvgText.of(RibbonFigure.of(predictive(2)).toSvg());

    assertThat(SvgText.pieces(ribbon.strokes(new Mark(Theme.INK, Mark.Style.POINTS))))
        .isEqualTo(2 * 4);
    assertThat(ribbon.words()).contains("row", "observed", "50 %", "90 %");
  }

  @Test
  void ofManyTestSetsTheFirstAreShownAndTheSentenceSaysSo() throws Exception {
    GaussianDiagnostics made = GaussianDiagnostics.of(450, 3, List.of("mu"));
    Figure figure = ContractionFigure.of(made.posteriors());

    assertThat(figure.reading()).contains("(the first 400 of 450)");
    assertThat(SvgText.pieces(SvgText.of(figure.toSvg()).strokes(Theme.POINTS))).isEqualTo(400);
  }

  @Test
  void theSameDataGiveTheSameBytes() {
    List<Figure> first = List.copyOf(draw(2).keySet());
    List<Figure> second = List.copyOf(draw(2).keySet());

    for (int k = 0; k < first.size(); k++) {
      assertThat(second.get(k).toSvg()).isEqualTo(first.get(k).toSvg());
    }
  }

  @Test
  void aScaleOfNothingIsRefused() {
    Figure figure = LossFigure.of(history());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> figure.writePng(folder.resolve("no.png"), 0))
        .withMessage("expected a scale above 0, found 0.0");
    assertThat(folder.resolve("no.png")).doesNotExist();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LossFigure.of(TrainingHistory.empty()))
        .withMessageContaining("the history has none");
  }
}
