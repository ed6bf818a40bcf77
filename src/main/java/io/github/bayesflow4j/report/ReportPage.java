package io.github.bayesflow4j.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.bayesflow4j.plot.Figure;
import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A page of HTML that holds all it shows: styles and figures are inside, there are no scripts, and
 * nothing is fetched. The same content gives the same bytes.
 *
 * @param title what the page is about
 * @param subject what was looked at, in one sentence
 * @param verdict what is said first
 * @param tables in order, before the figures
 * @param figures in order; no two of one title
 */
public record ReportPage(
    String title, String subject, Verdict verdict, List<ReportTable> tables, List<Figure> figures) {
  private static final String TEMPLATE = "page.mustache";

  public ReportPage {
    tables = List.copyOf(tables);
    figures = List.copyOf(figures);
    // Identifiers inside a figure are made of its title.
    Set<String> titles = new HashSet<>();
    for (Figure figure : figures) {
      if (!titles.add(figure.title())) {
        throw new IllegalArgumentException(
            "page '" + title + "' has two figures '" + figure.title() + "'");
      }
    }
  }

  /** The page as HTML. */
  public String html() {
    // Every value but the drawings is escaped by the template.
    return template()
        .execute(
            Map.of(
                "title", title,
                "subject", subject,
                "style", verdict.outcome().style(),
                "words", verdict.outcome().words(),
                "sentence", verdict.sentence(),
                "tables", tables.stream().map(ReportPage::content).toList(),
                "figures", figures.stream().map(ReportPage::content).toList()));
  }

  private static Map<String, Object> content(ReportTable table) {
    return Map.of(
        "title",
        table.title(),
        "header",
        table.header(),
        "rows",
        table.rows().stream().map(row -> Map.of("cells", cells(row))).toList(),
        "note",
        table.note());
  }

  private static List<Map<String, Object>> cells(List<ReportTable.Cell> row) {
    return row.stream()
        .map(
            cell ->
                Map.<String, Object>of(
                    "value",
                    cell.value(),
                    "floors",
                    cell.floor().isEmpty() ? List.of() : List.of(cell.floor())))
        .toList();
  }

  private static Map<String, Object> content(Figure figure) {
    return Map.of("title", figure.title(), "reading", figure.reading(), "svg", figure.toSvg());
  }

  private static Template template() {
    try (InputStream stream = ReportPage.class.getResourceAsStream(TEMPLATE)) {
      if (stream == null) {
        throw new IllegalStateException("the template " + TEMPLATE + " is not in this build");
      }
      return Mustache.compiler()
          .escapeHTML(true)
          .compile(new InputStreamReader(stream, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the template " + TEMPLATE + " cannot be read", e);
    }
  }

  /** Writes the page, which replaces an older one whole. */
  public void write(Path file) throws IOException {
    byte[] content = html().getBytes(StandardCharsets.UTF_8);
    DurableFiles.replace(file, out -> out.write(content));
  }
}
