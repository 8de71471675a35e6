package dev.postern.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Throttle;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.posture.network.Exposure.WitnessPacket;
import dev.postern.posture.network.PacketFiltering;
import dev.postern.posture.network.Via;
import dev.postern.posture.shape.Word;
import dev.postern.report.FewNetworks;
import dev.postern.report.FilterNotes;
import dev.postern.report.Json;
import dev.postern.report.Paint;
import dev.postern.report.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which sources reach which ports, as a table and as JSON. */
final class ReachText {
  /** Of more ranges than these the addresses that are not among them are shown instead. */
  private static final int MOST_LISTED = 16;

  private ReachText() {}

  static String table(List<PortReach> reaches, String root, Paint paint) {
    Table table = new Table("PORT", "FAMILY", "REACHED BY", "DECIDED BY", "UNLESS");
    for (PortReach reach : reaches) {
      table.row(
          String.valueOf(reach.port()),
          "IPv" + reach.family().number(),
          reachedBy(reach),
          decidedBy(reach, root),
          unless(reach));
    }
    StringBuilder text = new StringBuilder();
    table.append(text, paint);
    return text.toString();
  }

  private static String reachedBy(PortReach reach) {
    String who =
        reach.verdict() == PortReach.Verdict.SOME
            ? sources(reach.sources()) + (reach.unknown().isEmpty() ? "" : ", perhaps others")
            : Word.of(reach.verdict());
    return reach.via() instanceof Via.Direct ? who : who + " (" + reach.via().text() + ")";
  }

  /** Of the sources and the addresses that are none, whichever takes fewer words. */
  private static String sources(AddressSet set) {
    if (set.isMajority()) {
      AddressSet gaps = gaps(set);
      int out = gaps.prefixCount();
      // A set has never more runs than prefixes, and counting runs takes no time.
      if (out < set.size() || out < set.prefixCount()) {
        return "all but " + FewNetworks.of(out, gaps::prefixes);
      }
    }
    return FewNetworks.of(set.prefixCount(), set::prefixes);
  }

  /** What there is to say of the filter as a whole. */
  static String notes(List<PortReach> reaches, PacketFiltering filter) {
    StringBuilder text = new StringBuilder("\n");
    if (filter.present().is(true)) {
      text.append("what no rule speaks of: ");
      text.append(outcome(filter.defaultInput().v4())).append(" over IPv4, ");
      text.append(outcome(filter.defaultInput().v6())).append(" over IPv6\n");
    }
    FilterNotes.assumptions(text, filter.present().origins());
    List<Integer> differing = differing(reaches);
    if (!differing.isEmpty()) {
      text.append("  IPv4 and IPv6 differ on ").append(differing).append('\n');
    }
    FilterNotes.append(text, filter.upkeep());
    return text.toString();
  }

  private static String outcome(Fact<PacketFiltering.Outcome> outcome) {
    return outcome.toOptional().map(Word::of).orElse("unknown");
  }

  /** Ports for which the verdicts of the families are not the same. */
  private static List<Integer> differing(List<PortReach> reaches) {
    Map<Integer, PortReach.Verdict> first = new HashMap<>();
    List<Integer> differing = new ArrayList<>();
    for (PortReach reach : reaches) {
      PortReach.Verdict other = first.putIfAbsent(reach.port(), reach.verdict());
      if (other != null && other != reach.verdict()) {
        differing.add(reach.port());
      }
    }
    return differing;
  }

  /** The addresses not in a set, but for loopback's, which never come from outside. */
  private static AddressSet gaps(AddressSet set) {
    boolean v4 = set.family() == Family.V4;
    return set.complement().minus(AddressSet.of(v4 ? Prefix.LOOPBACK_V4 : Prefix.LOOPBACK_V6));
  }

  private static String decidedBy(PortReach reach, String root) {
    if (reach.verdict() == PortReach.Verdict.UNKNOWN) {
      return reach.reasons();
    }
    Optional<Origin> rule = reach.rule();
    if (rule.isPresent() && rule.get() instanceof Origin.Setting setting) {
      String file = setting.span().file();
      String path = root.equals(".") ? file : root + "/" + file;
      return path + ":" + setting.span().line() + " " + setting.text();
    }
    return rule.isPresent() && rule.get() instanceof Origin.Assumption assumption
        ? assumption.text()
        : "";
  }

  private static String unless(PortReach reach) {
    StringBuilder text = new StringBuilder();
    for (Throttle limit : reach.limits()) {
      text.append(text.isEmpty() ? "" : "; ")
          .append("more than ")
          .append(limit.limit().count())
          .append(limit.limit().perSeconds() == 0 ? " at once" : " in ")
          .append(limit.limit().perSeconds() == 0 ? "" : limit.limit().perSeconds() + " s");
    }
    return text.toString();
  }

  static String json(List<PortReach> reaches) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.generator(text)) {
      json.writeStartArray();
      for (PortReach reach : reaches) {
        reach(json, reach);
      }
      json.writeEndArray();
    }
    return text + "\n";
  }

  private static void reach(JsonGenerator json, PortReach reach) throws IOException {
    json.writeStartObject();
    json.writeNumberField("port", reach.port());
    json.writeNumberField("family", reach.family().number());
    json.writeStringField("verdict", Word.of(reach.verdict()));
    sources(json, reach.sources());
    json.writeArrayFieldStart("unknown");
    for (String reason : reach.unknown()) {
      json.writeString(reason);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("limits");
    for (Throttle limit : reach.limits()) {
      json.writeStartObject();
      json.writeNumberField("limit", limit.limit().count());
      json.writeNumberField("per", limit.limit().perSeconds());
      json.writeStringField("key", Word.of(limit.limit().key()));
      json.writeStringField("action", limit.refuses() ? "refuse" : "drop");
      rule(json, Optional.of(limit.rule()));
      json.writeEndObject();
    }
    json.writeEndArray();
    rule(json, reach.rule());
    Optional<WitnessPacket> witness = reach.witness();
    if (witness.isPresent()) {
      json.writeObjectFieldStart("witness");
      json.writeStringField("source", witness.get().source());
      json.writeStringField("interface", witness.get().iface());
      json.writeEndObject();
    } else {
      json.writeNullField("witness");
    }
    json.writeStringField("via", reach.via().text());
    json.writeEndObject();
  }

  /** Of a set that is most of the family's addresses the gaps are fewer prefixes than the set. */
  private static void sources(JsonGenerator json, AddressSet set) throws IOException {
    boolean byGaps = set.isMajority() && set.size() > MOST_LISTED;
    prefixes(json, "sources", byGaps ? AddressSet.all(set.family()) : set);
    if (byGaps) {
      prefixes(json, "except", gaps(set));
    }
  }

  private static void prefixes(JsonGenerator json, String key, AddressSet set) throws IOException {
    json.writeArrayFieldStart(key);
    for (Prefix prefix : set.prefixes()) {
      json.writeString(prefix.toString());
    }
    json.writeEndArray();
  }

  private static void rule(JsonGenerator json, Optional<Origin> rule) throws IOException {
    if (rule.isPresent() && rule.get() instanceof Origin.Setting setting) {
      json.writeObjectFieldStart("rule");
      json.writeStringField("file", setting.span().file());
      json.writeNumberField("line", setting.span().line());
      json.writeStringField("text", setting.text());
      json.writeEndObject();
    } else {
      json.writeNullField("rule");
    }
  }
}
