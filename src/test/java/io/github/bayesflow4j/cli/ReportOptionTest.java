package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that {@code diagnose} writes of a machine that comes with the library. */
class ReportOptionTest {
  private static final Path MODELS = Path.of("models");

  @TempDir Path folder;

  @Test
  void diagnoseWritesAPageWithEveryFigureAndTheVerdictThatItPrints() throws IOException {
    Path page = folder.resolve("influenza.html");
    CommandRun run =
        CommandRun.of(
            MODELS,
            "diagnose",
            "influenza",
            "--test-sets=60",
            "--draws=50",
            "--report",
            page.toString());
    String html = Files.readString(page);

    assertThat(html)
        .contains(
            "<h1>Diagnostics of influenza</h1>",
            "<h2>Recovery</h2>",
            "<h2>Contraction and z-score</h2>",
            "<h2>Ranks</h2>",
            "<h2>ECDF differences</h2>",
            "<h2>Calibration error</h2>",
            "<h2>Coverage</h2>",
            "<h2>Tests with random points (TARP)</h2>",
            "<h2>Expected coverage</h2>",
            "<h2>Calibration along the data</h2>",
            "<h2>Latent space</h2>",
            // Behind the parameter, which a wide font leaves less of.
            "], R\u00B2 = ",
            "<strong>" + run.lines().get(run.lines().size() - 1).split(":")[0] + "</strong>");
    assertThat(html.split("<svg", -1)).hasSize(1 + 10);
  }

  @Test
  void aPageThatCannotBeWrittenIsRefusedBeforeTheWork() {
    Path nowhere = folder.resolve("no").resolve("page.html");

    CommandRun.of(MODELS, "diagnose", "influenza", "--report", nowhere.toString())
        .failed(1, "--report: folder ", " is not there or not writable");
  }
}
