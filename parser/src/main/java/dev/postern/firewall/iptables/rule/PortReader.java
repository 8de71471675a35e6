package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.Word;
import dev.postern.firewall.model.PortSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ports as {@code --dport} and {@code --dports} take them: numbers, service names, ranges. */
final class PortReader {
  /** -m multiport takes fifteen numbers, a range counting as two: xt_multiport.h. */
  private static final int MOST = 15;

  private static final int MOST_KEPT = 1024;

  private final Catalogue catalogue;
  private final Map<String, PortSet> single = new HashMap<>();

  PortReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** {@code 143}, {@code imap}, {@code 110:143}, {@code :143}, {@code 587:}. */
  PortSet range(Word word) throws Refusal {
    PortSet known = single.get(word.text());
    if (known != null) {
      return known;
    }
    PortSet read = new PortSet(List.of(span(word.text(), word, true)));
    if (single.size() < MOST_KEPT) {
      single.put(word.text(), read);
    }
    return read;
  }

  /** {@code 25,143,990:995}. */
  PortSet list(Word word) throws Refusal {
    List<PortSet.Span> spans = new ArrayList<>();
    int numbers = 0;
    for (String part : word.text().split(",", -1)) {
      PortSet.Span span = span(part, word, false);
      boolean isRange = part.indexOf(':') >= 0;
      if (isRange && span.first() == span.last()) {
        throw new Refusal(word, "'" + part + "' is a range of one port, which multiport refuses");
      }
      numbers += isRange ? 2 : 1;
      spans.add(span);
    }
    if (numbers > MOST) {
      throw new Refusal(word, "more than " + MOST + " ports; a range counts as two");
    }
    return new PortSet(spans);
  }

  private PortSet.Span span(String text, Word word, boolean isOpen) throws Refusal {
    int colon = text.indexOf(':');
    if (colon < 0) {
      int port = port(text, word);
      return new PortSet.Span(port, port);
    }
    String low = text.substring(0, colon);
    String high = text.substring(colon + 1);
    int first = low.isEmpty() && isOpen ? 0 : port(low, word);
    int last = high.isEmpty() && isOpen ? 0xFFFF : port(high, word);
    if (first > last) {
      throw new Refusal(word, "'" + text + "' is no range: its start is behind its end");
    }
    return new PortSet.Span(first, last);
  }

  int port(String text, Word word) throws Refusal {
    return catalogue
        .port(text)
        .orElseThrow(
            () ->
                new Refusal(
                    word,
                    "'" + text + "' is no port: neither a number up to 65535 nor a service name"));
  }
}
