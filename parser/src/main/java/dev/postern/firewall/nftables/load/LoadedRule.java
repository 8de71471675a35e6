package dev.postern.firewall.nftables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.source.SourceFile;
import java.util.List;

/** A rule while its file is loaded. */
public record LoadedRule(List<Statement> statements, SourceFile source, Place place) {
  private static final int LONGEST_SHOWN = 240;

  public LoadedRule {
    statements = List.copyOf(statements);
  }

  public Origin.Setting origin() {
    return new Origin.Setting(source.span(place.start(), place.end()), text(place));
  }

  /** What was written at a place, on one line. */
  public String text(Place of) {
    int end = Math.min(of.end(), source.text().length());
    int start = Math.min(of.start(), end);
    boolean cut = end - start > LONGEST_SHOWN;
    String text = source.text().substring(start, cut ? start + LONGEST_SHOWN : end);
    return text.strip().replaceAll("\\s+", " ") + (cut ? " …" : "");
  }
}
