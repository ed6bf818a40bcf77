package io.github.bayesflow4j.plot;

import java.awt.Dimension;
import java.io.StringWriter;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Figures as SVG elements that stand on a page beside others. */
final class SvgDrawing {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  /** Digits after the point of a pixel. */
  private static final int PRECISION = 2;

  private SvgDrawing() {}

  static String render(Figure figure) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(NAMESPACE, "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setPrecision(PRECISION);
      context.setComment("");
      SVGGraphics2D graphics = new SVGGraphics2D(context, false);
      graphics.setSVGCanvasSize(new Dimension(figure.width(), figure.height()));
      figure.draw(graphics);
      Element root = graphics.getRoot();
      // Identifiers are those of the whole page.
      adapt(root, prefix(figure.title()));
      describe(root, figure);
      return serialize(root);
    } catch (ParserConfigurationException | TransformerException e) {
      throw new IllegalStateException("the XML library of this Java cannot write SVG", e);
    }
  }

  private static String prefix(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-";
  }

  private static void adapt(Node node, String prefix) {
    NamedNodeMap attributes = node.getAttributes();
    for (int k = 0; attributes != null && k < attributes.getLength(); k++) {
      Attr attribute = (Attr) attributes.item(k);
      String value = attribute.getValue();
      if (attribute.getName().equals("id")) {
        attribute.setValue(prefix + value);
      } else if (attribute.getName().equals("font-family")) {
        attribute.setValue(Theme.SVG_FAMILIES);
      } else if (value.contains("url(#")) {
        attribute.setValue(value.replace("url(#", "url(#" + prefix));
      }
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      adapt(child, prefix);
    }
  }

  private static void describe(Element root, Figure figure) {
    root.setAttribute("viewBox", "0 0 " + figure.width() + " " + figure.height());
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", figure.title());
    Element title = root.getOwnerDocument().createElementNS(NAMESPACE, "title");
    title.setTextContent(figure.title());
    root.insertBefore(title, root.getFirstChild());
  }

  private static String serialize(Element root) throws TransformerException {
    Transformer transformer = TransformerFactory.newInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    StringWriter text = new StringWriter();
    transformer.transform(new DOMSource(root), new StreamResult(text));
    return text.toString();
  }
}
