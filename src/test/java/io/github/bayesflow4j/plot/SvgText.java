package io.github.bayesflow4j.plot;

import java.awt.BasicStroke;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * A figure as a viewer of SVG sees it.
 *
 * @param document the parsed SVG
 */
public record SvgText(Document document) {

  /** One line of text that is not rotated. */
  record Line(String text, double x, double y, double width) {
    double end() {
      return x + width;
    }
  }

  /** Parses XML. */
  public static SvgText of(String xml) throws Exception {
    return new SvgText(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))));
  }

  /** All elements of a name, in order. */
  public List<Element> elements(String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int k = 0; k < found.getLength(); k++) {
      elements.add((Element) found.item(k));
    }
    return elements;
  }

  List<String> words() {
    return elements("text").stream().map(Element::getTextContent).toList();
  }

  /** Text that is read from left to right, with the width it was measured to have. */
  List<Line> lines() {
    return elements("text").stream()
        .filter(element -> inherited(element, "transform").isEmpty())
        .map(
            element ->
                new Line(
                    element.getTextContent(),
                    Double.parseDouble(element.getAttribute("x")),
                    Double.parseDouble(element.getAttribute("y")),
                    Theme.width(
                        element.getTextContent(),
                        inherited(element, "font-weight").equals("bold")
                            ? Theme.TITLE
                            : Theme.TICK)))
        .toList();
  }

  /** Paths drawn with this mark's color and width. */
  List<Element> strokes(Mark mark) {
    String color =
        "rgb(%d,%d,%d)"
            .formatted(mark.color().getRed(), mark.color().getGreen(), mark.color().getBlue());
    String named = "#%06x".formatted(mark.color().getRGB() & 0xFFFFFF);
    double width = ((BasicStroke) Theme.stroke(mark.style())).getLineWidth();
    return elements("path").stream()
        .filter(
            path ->
                List.of(color, named).contains(inherited(path, "stroke").toLowerCase(Locale.ROOT)))
        .filter(path -> Math.abs(number(inherited(path, "stroke-width")) - width) < 1e-3)
        .toList();
  }

  /** Number of pieces of paths: discs of a cloud of points. */
  static int pieces(List<Element> paths) {
    return paths.stream().mapToInt(p -> p.getAttribute("d").split("M", -1).length - 1).sum();
  }

  private static double number(String text) {
    return text.isEmpty() ? 1 : Double.parseDouble(text);
  }

  /** An attribute of an element or the nearest one around it. */
  static String inherited(Element element, String attribute) {
    for (Node node = element; node instanceof Element around; node = node.getParentNode()) {
      if (around.hasAttribute(attribute)) {
        return around.getAttribute(attribute);
      }
    }
    return "";
  }

  /** Values of all attributes of all elements. */
  public List<String> attributes() {
    List<String> values = new ArrayList<>();
    for (Element element : elements("*")) {
      for (int k = 0; k < element.getAttributes().getLength(); k++) {
        values.add(element.getAttributes().item(k).getNodeValue());
      }
    }
    return values;
  }
}
