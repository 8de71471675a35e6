package dev.postern.report;

import dev.postern.check.JudgedHost;
import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.Jail;
import dev.postern.posture.network.PacketFiltering;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.Software;
import dev.postern.posture.service.State;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.TlsMode;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.Problem;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The posture of hosts for a person: a line an endpoint. What is not known is a question mark. */
public final class PostureTable {
  private final Paint paint;

  public PostureTable(Paint paint) {
    this.paint = paint;
  }

  /** Writes each host with its software, listeners, relays, jails, packet filter and problems. */
  public void render(List<Host> hosts, Writer out) throws IOException {
    for (int i = 0; i < hosts.size(); i++) {
      StringBuilder text = new StringBuilder(i == 0 ? "" : "\n");
      host(text, hosts.get(i));
      out.append(text);
    }
  }

  private void host(StringBuilder text, Host host) {
    text.append(paint.paint(Paint.Ink.PLACE, host.name()));
    List<String> software = new ArrayList<>();
    for (Software piece : host.software()) {
      software.add(word(piece.name()) + " " + version(piece.version()));
    }
    text.append(software.isEmpty() ? "" : ": " + String.join(", ", software)).append("\n\n");
    endpoints(text, host);
    HandshakeTable.append(text, host, paint);
    relays(text, host);
    jails(text, host.jails());
    filter(text, host.packetFilter());
    FilterNotes.assumptions(text, host.assumptions());
    List<Problem> problems = JudgedHost.problems(host);
    Places places = new Places(host);
    if (!problems.isEmpty()) {
      text.append('\n');
    }
    for (Problem problem : problems) {
      text.append(Headline.of(problem, places, paint)).append('\n');
    }
  }

  private void endpoints(StringBuilder text, Host host) {
    Table table =
        new Table(
            "PROTOCOL",
            "PORT",
            "ADDRESS",
            "CLIENTS",
            "STATE",
            "TLS",
            "VERSIONS",
            "CLEARTEXT LOGIN",
            "EXPOSED TO",
            "LIMITS",
            "SERVICE");
    for (Endpoint endpoint : host.endpoints()) {
      table.row(
          word(endpoint.protocol()),
          word(endpoint.port()),
          word(endpoint.address()),
          endpoint.clients().is(Networks.ANY) ? "" : word(endpoint.clients()),
          endpoint.state().is(State.WORKS) ? "" : word(endpoint.state()),
          tls(endpoint),
          endpoint.tls().mode().is(TlsMode.NONE) ? "" : versions(endpoint.tls().versions()),
          endpoint.authentication().offered().is(false)
              ? "no login"
              : yes(endpoint.authentication().cleartext()),
          exposure(endpoint.exposure().verdict(), endpoint.exposure().sources()),
          limits(endpoint.rateLimits()),
          word(endpoint.service().software()) + " " + word(endpoint.service().name()));
    }
    if (table.isEmpty()) {
      text.append("no listener\n");
    } else {
      table.append(text, paint);
    }
  }

  private void relays(StringBuilder text, Host host) {
    Table table = new Table("RELAY", "OPEN TO STRANGERS", "TRUSTED NETWORKS");
    for (SmtpRelay relay : host.smtpRelays()) {
      table.row(relay.endpoint(), yes(relay.open()), word(relay.trustedNetworks()));
    }
    if (!table.isEmpty()) {
      text.append('\n');
      table.append(text, paint);
    }
  }

  private void jails(StringBuilder text, Fact<List<Jail>> jails) {
    if (jails instanceof Fact.Unknown<List<Jail>> unknown) {
      text.append("\njails: ? (").append(unknown.reason()).append(")\n");
      return;
    }
    Table table = new Table("JAIL", "ON", "FAILURES", "WITHIN", "BAN", "ACTION", "COVERS");
    for (Jail jail : jails.toOptional().orElse(List.of())) {
      boolean isOff = jail.enabled().is(false);
      table.row(
          jail.name(),
          yes(jail.enabled()),
          isOff ? "" : word(jail.failures()),
          isOff ? "" : seconds(jail.findSeconds()),
          isOff ? "" : seconds(jail.banSeconds()),
          isOff ? "" : word(jail.action().map(names -> String.join(" ", names))),
          isOff ? "" : word(jail.covers().map(PostureTable::listed)));
    }
    if (!table.isEmpty()) {
      text.append('\n');
      table.append(text, paint);
    }
  }

  private static String seconds(Fact<Integer> seconds) {
    return seconds.is(Integer.MAX_VALUE) ? "for ever" : word(seconds.map(count -> count + " s"));
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "no listener" : String.join(", ", names);
  }

  private static void filter(StringBuilder text, PacketFiltering filter) {
    text.append("\npacket filter: ");
    if (filter.present().is(false)) {
      text.append("none found\n");
      FilterNotes.assumptions(text, filter.present().origins());
    } else if (filter.present().is(true)) {
      text.append(word(filter.rules()))
          .append(" rules, default for IPv4 ")
          .append(word(filter.defaultInput().v4()))
          .append(", for IPv6 ")
          .append(word(filter.defaultInput().v6()))
          .append('\n');
      FilterNotes.assumptions(text, filter.present().origins());
      FilterNotes.append(text, filter.upkeep());
    } else {
      text.append(word(filter.present())).append('\n');
    }
  }

  private static String tls(Endpoint endpoint) {
    Fact<TlsMode> mode = endpoint.tls().mode();
    if (!mode.is(TlsMode.STARTTLS)) {
      return word(mode);
    }
    Fact<Boolean> required = endpoint.tls().required();
    return required.isKnown()
        ? required.is(true) ? "starttls required" : "starttls optional"
        : "starttls ?";
  }

  private static String versions(Fact<List<TlsVersion>> versions) {
    if (versions instanceof Fact.Known<List<TlsVersion>> known) {
      List<TlsVersion> list = known.value();
      if (list.isEmpty()) {
        return "none";
      }
      String first = list.get(0).toString();
      return list.size() == 1 ? first : first + " to " + list.get(list.size() - 1);
    }
    return "?";
  }

  private static String exposure(
      Fact<dev.postern.posture.network.Reach> verdict, Fact<Networks> sources) {
    return verdict.is(dev.postern.posture.network.Reach.SOME) && sources.isKnown()
        ? word(sources)
        : word(verdict);
  }

  private static String limits(Fact<List<RateLimit>> limits) {
    if (limits instanceof Fact.Known<List<RateLimit>> known) {
      Set<String> layers = new LinkedHashSet<>();
      for (RateLimit limit : known.value()) {
        layers.add(word(limit.layer()));
      }
      return String.join(", ", layers);
    }
    return "?";
  }

  private static String yes(Fact<Boolean> fact) {
    return fact.isKnown() ? fact.is(true) ? "yes" : "no" : "?";
  }

  /** Many possible versions are told by the oldest and the newest. */
  private static String version(Fact<Version> fact) {
    if (fact.possibilities().size() < 3) {
      return possible(fact);
    }
    List<Version> versions = new ArrayList<>(fact.possibilities());
    versions.sort(null);
    return versions.get(0) + " to " + versions.get(versions.size() - 1);
  }

  private static String possible(Fact<?> fact) {
    if (fact instanceof Fact.Unknown<?> unknown && !unknown.candidates().isEmpty()) {
      List<String> words = new ArrayList<>();
      for (Object candidate : unknown.candidates()) {
        words.add(candidate.toString());
      }
      return String.join(" or ", words);
    }
    return word(fact);
  }

  private static String word(Fact<?> fact) {
    if (fact instanceof Fact.Known<?> known) {
      return known.value() instanceof Enum<?> constant
          ? Word.of(constant)
          : known.value().toString();
    }
    return "?";
  }
}
