package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads a file as XML without document types, entities of its own or anything from elsewhere. */
final class XmlReader {
  /** firewalld's own files are four deep. */
  private static final int DEEPEST = 32;

  private final SourceFile source;
  private final Deque<Open> open = new ArrayDeque<>();

  /** A file that is not read. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    Unfit(Problem problem) {
      super(problem.message(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  /** An element whose end is not reached yet. */
  private static final class Open {
    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Element> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final Origin.Setting origin;

    Open(String name, Origin.Setting origin) {
      this.name = name;
      this.origin = origin;
    }

    Element closed() {
      return new Element(name, attributes, children, text.toString().replace('\n', ' '), origin);
    }
  }

  private XmlReader(SourceFile source) {
    this.source = source;
  }

  /**
   * The root element.
   *
   * @throws Unfit when it is no XML, declares a document type, or nests too deep
   */
  static Element read(SourceFile source) throws Unfit {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XmlReader reader = new XmlReader(source);
    try {
      XMLStreamReader stream = factory.createXMLStreamReader(new StringReader(source.text()));
      return reader.root(stream);
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
      throw reader.unfit(line, "not well-formed XML; firewalld does not start with it");
    }
  }

  private Unfit unfit(int line, String message) {
    return new Unfit(
        Problem.error(
            Problem.Kind.SYNTAX,
            source.lineSpan(Math.max(1, Math.min(line, source.lines()))),
            message));
  }

  private Element root(XMLStreamReader stream) throws XMLStreamException, Unfit {
    Optional<Element> root = Optional.empty();
    while (stream.hasNext()) {
      int line = stream.getLocation().getLineNumber();
      switch (stream.next()) {
        case XMLStreamConstants.START_ELEMENT -> start(stream);
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            open.element().text.append(stream.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          Element closed = open.pop().closed();
          if (open.isEmpty()) {
            root = Optional.of(closed);
          } else {
            open.element().children.add(closed);
          }
        }
        case XMLStreamConstants.DTD ->
            throw unfit(line, "a document type; files of firewalld have none, and none is read");
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw unfit(line, "an entity that is not XML's own");
        default -> {
          // Comments and processing instructions say nothing.
        }
      }
    }
    return root.orElseThrow(() -> unfit(1, "no element"));
  }

  private void start(XMLStreamReader stream) throws Unfit {
    int line = stream.getLocation().getLineNumber();
    if (open.size() >= DEEPEST) {
      throw unfit(line, "elements more than " + DEEPEST + " deep");
    }
    Open element =
        new Open(
            stream.getLocalName(),
            new Origin.Setting(source.lineSpan(line), source.line(line).strip()));
    for (int i = 0; i < stream.getAttributeCount(); i++) {
      element.attributes.put(stream.getAttributeLocalName(i), stream.getAttributeValue(i));
    }
    open.push(element);
  }
}
