package io.github.bayesflow4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.ExpectedCoverage;
import io.github.bayesflow4j.diagnostics.LatentCheck;
import io.github.bayesflow4j.machine.Typicality;
import io.github.bayesflow4j.plot.Figure;
import io.github.bayesflow4j.plot.GaussianDiagnostics;
import io.github.bayesflow4j.plot.PairPlot;
import io.github.bayesflow4j.plot.SvgText;
import io.github.bayesflow4j.posterior.PosteriorMode;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.report.ReportTable.Cell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ReportPageTest {
  private static final List<String> NAMES = List.of("mu", "<script>alert(1)</script>&");

  private static final GaussianDiagnostics MADE = GaussianDiagnostics.of(60, 40, NAMES);

  @TempDir Path folder;

  private static ReportPage diagnostics() {
    ExpectedCoverage density = MADE.report().randomPoints().coverage();
    DiagnosticReport report = MADE.report().with(density, LatentCheck.of(MADE.latents()));
    return DiagnosticPage.of("a \"machine\"", report, MADE.posteriors(), MADE.latents());
  }

  /** The template is well-formed XML, so that a page is as well, if all values are escaped. */
  private static SvgText parsed(ReportPage page) throws Exception {
    return SvgText.of(page.html().replace("<!DOCTYPE html>", ""));
  }

  private static List<String> texts(SvgText page, String element) {
    return page.elements(element).stream().map(Element::getTextContent).toList();
  }

  @Test
  void everyFigureIsThereWithItsTitleAndHowToReadIt() throws Exception {
    ReportPage page = diagnostics();
    SvgText parsed = parsed(page);

    assertThat(page.figures().stream().map(Figure::title))
        .containsExactly(
            "Recovery",
            "Contraction and z-score",
            "Ranks",
            "ECDF differences",
            "Calibration error",
            "Coverage",
            "Tests with random points (TARP)",
            "Expected coverage",
            "Calibration along the data",
            "Latent space");
    assertThat(parsed.elements("svg")).hasSize(page.figures().size());
    assertThat(texts(parsed, "figcaption"))
        .containsExactlyElementsOf(
            page.figures().stream().map(figure -> figure.title() + figure.reading()).toList());
    assertThat(texts(parsed, "h1")).containsExactly("Diagnostics of a \"machine\"");
  }

  @Test
  void numbersStandBesideWhatAnExactPosteriorHas() throws Exception {
    SvgText page = parsed(diagnostics());
    String error =
        String.format(
            Locale.ROOT,
            "%.4f\u2264 %.4f",
            MADE.report().calibration().components().get(0).median(),
            MADE.report().calibration().noiseFloor().quantile95());

    assertThat(texts(page, "td")).contains("mu", error);
    // 1.96 / sqrt(60).
    assertThat(texts(page, "small")).contains("\u00B1 0.253", "> 0.05");
  }

  @Test
  void theVerdictIsSaidInWordsAndColor() throws Exception {
    ReportPage page = diagnostics();
    Element verdict =
        parsed(page).elements("div").stream()
            .filter(element -> element.getAttribute("class").startsWith("verdict"))
            .findFirst()
            .orElseThrow();

    assertThat(verdict.getAttribute("class")).isEqualTo("verdict calibrated");
    assertThat(verdict.getTextContent()).startsWith("CalibratedThe ranks of no parameter");
  }

  @Test
  void everyOutcomeHasItsLooks() {
    String html = diagnostics().html();

    for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
      assertThat(html).contains("\n  ." + outcome.style() + " { border-left-color: #");
    }
  }

  @Test
  void nothingIsFetchedAndNothingRuns() throws Exception {
    String html = diagnostics().html();
    String withoutNamespaces = html.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "");

    assertThat(withoutNamespaces).doesNotContain("http:", "https:", "//", "@import");
    assertThat(parsed(diagnostics()).elements("script")).isEmpty();
    assertThat(parsed(diagnostics()).elements("link")).isEmpty();
    assertThat(texts(parsed(diagnostics()), "td")).contains(NAMES.get(1));
  }

  @Test
  void identifiersAreUniqueOnThePageAndAllReferencesResolve() throws Exception {
    SvgText page = parsed(diagnostics());
    List<String> identifiers =
        page.elements("*").stream()
            .filter(element -> element.hasAttribute("id"))
            .map(element -> element.getAttribute("id"))
            .toList();

    assertThat(new HashSet<>(identifiers)).hasSameSizeAs(identifiers);
    Pattern reference = Pattern.compile("url\\(#([^)]*)\\)");
    for (String value : page.attributes()) {
      Matcher matcher = reference.matcher(value);
      while (matcher.find()) {
        assertThat(identifiers).contains(matcher.group(1));
      }
    }
  }

  @Test
  void theFileIsThePageAndTheSameEachTime() throws Exception {
    Path file = folder.resolve("page.html");
    Files.writeString(file, "old");
    diagnostics().write(file);

    assertThat(Files.readString(file)).isEqualTo(diagnostics().html());
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void anEstimateIsATableOfItsQuantilesAndItsFigures() throws Exception {
    PosteriorSamples draws = GaussianDiagnostics.draws(200, List.of("a", "b"));
    PosteriorSummary summary =
        PosteriorSummary.of(draws, new PosteriorMode(List.of(0.1, 0.2), -1), List.of(0.9));
    ReportPage page =
        EstimatePage.of(
            "gaussian",
            "x.csv",
            summary,
            Optional.of(new Typicality(1.1, 0.4)),
            Optional.empty(),
            List.of(PairPlot.of(draws).figure()));
    String median = String.format(Locale.ROOT, "%.4g", draws.quantile("b", 0.5));

    assertThat(texts(parsed(page), "td")).contains("b", median.replace('-', '\u2212'));
    assertThat(page.html()).contains("From x.csv, 200 posterior draws.", "verdict result");
    assertThat(parsed(page).elements("svg")).hasSize(1);
  }

  @Test
  void tablesAndTitlesThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ReportTable("T", List.of("a", "b"), List.of(List.of(Cell.of("1"))), ""))
        .withMessage("table 'T': expected 2 cells in each row, found 1");
    Figure figure = new Figure("F", "", 10, 10, graphics -> {});
    Verdict verdict = new Verdict(Verdict.Outcome.RESULT, "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReportPage("P", "", verdict, List.of(), List.of(figure, figure)))
        .withMessage("page 'P' has two figures 'F'");
  }
}
