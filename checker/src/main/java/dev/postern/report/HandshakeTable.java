package dev.postern.report;

import dev.postern.fact.Fact;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.Certificate;
import dev.postern.posture.tls.Group;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Suite;
import dev.postern.posture.tls.TlsMode;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a client meets in the TLS handshakes of a host: a line an endpoint that has TLS. */
final class HandshakeTable {
  private HandshakeTable() {}

  static void append(StringBuilder text, Host host, Paint paint) {
    Table table =
        new Table("TLS ON", "SUITES", "AMONG THEM", "CHOICE", "GROUPS", "DH BITS", "CERTIFICATE");
    List<Endpoint> endpoints = new ArrayList<>();
    host.endpoints().forEach(endpoint -> endpoints.addAll(endpoint.byCertificate()));
    for (Endpoint endpoint : endpoints) {
      if (!endpoint.tls().mode().is(TlsMode.NONE)) {
        Handshake handshake = endpoint.tls().handshake();
        table.row(
            endpoint.id(),
            count(handshake.suites()),
            weaknesses(handshake.suites()),
            handshake.preference().toOptional().map(Word::of).orElse("?"),
            handshake.groups().toOptional().map(HandshakeTable::names).orElse("?"),
            handshake.dhBits().toOptional().map(HandshakeTable::bits).orElse("?"),
            certificate(endpoint.tls().certificate()));
      }
    }
    if (!table.isEmpty()) {
      text.append('\n');
      table.append(text, paint);
    }
  }

  /** Where the files do not decide, the most that there may be. */
  private static String count(Fact<List<Suite>> suites) {
    List<Suite> most = List.of();
    for (List<Suite> possible : suites.possibilities()) {
      most = possible.size() > most.size() ? possible : most;
    }
    return suites.isKnown() ? count(most) : most.isEmpty() ? "?" : "at most " + count(most);
  }

  private static String count(List<Suite> suites) {
    long newest = suites.stream().filter(s -> s.version() == TlsVersion.TLSV1_3).count();
    return newest == suites.size() || newest == 0
        ? String.valueOf(suites.size())
        : newest + " of TLS 1.3, " + (suites.size() - newest) + " older";
  }

  private static String weaknesses(Fact<List<Suite>> suites) {
    List<Suite> all = new ArrayList<>();
    suites.possibilities().forEach(all::addAll);
    return all.isEmpty() && !suites.isKnown() ? "?" : weaknesses(all);
  }

  /** What makes suites weaker than they could be, the worst first. */
  private static String weaknesses(List<Suite> suites) {
    Set<String> words = new LinkedHashSet<>();
    add(words, suites, "no encryption", suite -> suite.encryption().equals("none"));
    add(words, suites, "anonymous", suite -> suite.authentication().equals("none"));
    add(words, suites, "RC4", suite -> suite.encryption().equals("RC4"));
    add(words, suites, "3DES", suite -> suite.encryption().equals("3DES"));
    add(words, suites, "static keys", suite -> !suite.forwardSecret());
    add(words, suites, "CBC", suite -> !suite.aead() && !suite.encryption().equals("none"));
    return String.join(", ", words);
  }

  private static void add(
      Set<String> words, List<Suite> suites, String word, java.util.function.Predicate<Suite> is) {
    if (suites.stream().anyMatch(is)) {
      words.add(word);
    }
  }

  private static String names(List<Group> groups) {
    List<String> names = new ArrayList<>();
    for (Group group : groups) {
      names.add(group.name());
    }
    return String.join(" ", names);
  }

  private static String bits(int bits) {
    return bits == 0 ? "" : String.valueOf(bits);
  }

  private static String certificate(Certificate certificate) {
    if (certificate.present().is(false)) {
      return "none";
    }
    Fact<String> contents =
        certificate
            .keyType()
            .with(certificate.keyBits(), (type, bits) -> type + " " + bits)
            .with(certificate.notAfter(), (key, end) -> key + ", until " + end);
    String file = certificate.file().toOptional().filter(path -> !path.isEmpty()).orElse("?");
    return contents.toOptional().map(found -> file + " (" + found + ")").orElse(file);
  }
}
