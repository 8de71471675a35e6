package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Fact.Unknown;
import dev.postern.fact.Origin;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.login.PolicyServer;
import dev.postern.posture.network.BehindProxy;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.Certificate;
import dev.postern.posture.tls.CipherList;
import dev.postern.posture.tls.Handshake;
import dev.postern.posture.tls.Tls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What holds of a server's endpoints whether it is Dovecot 2.2 or 2.3: where both do the same it is
 * known, else one of two.
 */
final class EitherVersion {
  private static final String TELL =
      "; which it is is not known, tell it with --software dovecot=VERSION";

  private EitherVersion() {}

  /**
   * The endpoints of both.
   *
   * @param older as 2.2 has them
   * @param newer as 2.3 has them
   */
  static List<Endpoint> of(List<Endpoint> older, List<Endpoint> newer) {
    Map<String, Endpoint> byId = new LinkedHashMap<>();
    older.forEach(endpoint -> byId.put(key(endpoint), endpoint));
    List<Endpoint> both = new ArrayList<>();
    for (Endpoint endpoint : newer) {
      Endpoint same = byId.remove(key(endpoint));
      both.add(same == null ? unlikely(endpoint, "2.3") : endpoint(same, endpoint));
    }
    byId.values().forEach(endpoint -> both.add(unlikely(endpoint, "2.2")));
    return both;
  }

  private static String key(Endpoint endpoint) {
    return endpoint.service().name().toOptional().orElse("") + " " + endpoint.id();
  }

  /** An endpoint that one of the versions alone has. */
  private static Endpoint unlikely(Endpoint endpoint, String version) {
    return new Endpoint(
        endpoint.service(),
        endpoint.protocol(),
        endpoint.role(),
        endpoint.address(),
        endpoint.port(),
        endpoint.families(),
        endpoint.clients(),
        onlyIn(version, "listens here", endpoint.state()),
        endpoint.behindProxy(),
        endpoint.dialogue(),
        endpoint.tls(),
        endpoint.authentication(),
        endpoint.rateLimits(),
        endpoint.exposure());
  }

  /** Unknown, since one of the versions alone does it. */
  static <T> Fact<T> onlyIn(String version, String what, Fact<T> there) {
    return Fact.unknown("Dovecot %s alone %s".formatted(version, what) + TELL, there.origins());
  }

  private static Endpoint endpoint(Endpoint older, Endpoint newer) {
    return new Endpoint(
        newer.service(),
        newer.protocol(),
        newer.role(),
        newer.address(),
        newer.port(),
        newer.families(),
        newer.clients(),
        either(older.state(), newer.state()),
        new BehindProxy(
            either(older.behindProxy().expected(), newer.behindProxy().expected()),
            either(older.behindProxy().believed(), newer.behindProxy().believed())),
        dialogue(older.dialogue(), newer.dialogue()),
        tls(older.tls(), newer.tls()),
        authentication(older.authentication(), newer.authentication()),
        newer.rateLimits(),
        newer.exposure());
  }

  private static Dialogue dialogue(Dialogue older, Dialogue newer) {
    return new Dialogue(
        either(older.greeting(), newer.greeting()),
        either(older.tells(), newer.tells()),
        either(older.workarounds(), newer.workarounds()));
  }

  private static Tls tls(Tls older, Tls newer) {
    return new Tls(
        either(older.mode(), newer.mode()),
        either(older.required(), newer.required()),
        either(older.versions(), newer.versions()),
        either(older.latentVersions(), newer.latentVersions()),
        either(older.minimum(), newer.minimum()),
        either(older.maximum(), newer.maximum()),
        either(older.stricterElsewhere(), newer.stricterElsewhere()),
        handshake(older.handshake(), newer.handshake()),
        certificate(older.certificate(), newer.certificate()),
        newer.namedCertificates());
  }

  private static Handshake handshake(Handshake older, Handshake newer) {
    CipherList list = older.cipherList();
    return new Handshake(
        either(older.suites(), newer.suites()),
        either(older.groups(), newer.groups()),
        either(older.dhBits(), newer.dhBits()),
        either(older.preference(), newer.preference()),
        either(older.compression(), newer.compression()),
        either(older.tickets(), newer.tickets()),
        either(older.resumptionSeconds(), newer.resumptionSeconds()),
        either(older.renegotiation(), newer.renegotiation()),
        either(older.securityLevel(), newer.securityLevel()),
        new CipherList(
            either(list.text(), newer.cipherList().text()),
            either(list.valid(), newer.cipherList().valid()),
            either(list.unknownWords(), newer.cipherList().unknownWords())),
        either(older.clientCertificate(), newer.clientCertificate()));
  }

  /** Both read the same file, if they read one. */
  private static Certificate certificate(Certificate older, Certificate newer) {
    return older.present().is(true) ? older : newer;
  }

  private static Authentication authentication(Authentication older, Authentication newer) {
    return new Authentication(
        newer.offered(),
        either(older.guessable(), newer.guessable()),
        either(older.mechanismsBeforeTls(), newer.mechanismsBeforeTls(), EitherVersion::sameNames),
        either(older.mechanismsAfterTls(), newer.mechanismsAfterTls(), EitherVersion::sameNames),
        either(older.cleartext(), newer.cleartext()),
        either(older.cleartextSession(), newer.cleartextSession()),
        either(older.cleartextSetting(), newer.cleartextSetting()),
        either(older.trustedNetworks(), newer.trustedNetworks()),
        either(older.failureDelay(), newer.failureDelay()),
        either(older.penalty(), newer.penalty()),
        policyServer(older.policyServer(), newer.policyServer()));
  }

  private static PolicyServer policyServer(PolicyServer older, PolicyServer newer) {
    return new PolicyServer(
        either(older.asked(), newer.asked()),
        either(older.decides(), newer.decides()),
        either(older.needed(), newer.needed()),
        either(older.cleartext(), newer.cleartext()));
  }

  private static boolean sameNames(List<Mechanism> one, List<Mechanism> other) {
    return one.stream()
        .map(mechanism -> mechanism.name().toOptional())
        .toList()
        .equals(other.stream().map(mechanism -> mechanism.name().toOptional()).toList());
  }

  /** What both say, else one of two with what each says. */
  static <T> Fact<T> either(Fact<T> older, Fact<T> newer) {
    return either(older, newer, Object::equals);
  }

  private static <T> Fact<T> either(Fact<T> older, Fact<T> newer, BiPredicate<T, T> same) {
    List<Origin> origins = new ArrayList<>(older.origins());
    origins.addAll(newer.origins());
    if (older.isKnown()
        && newer.isKnown()
        && same.test(older.toOptional().orElseThrow(), newer.toOptional().orElseThrow())) {
      return newer;
    }
    String one = words(older);
    String other = words(newer);
    String reason =
        one.equals(other) ? one : "Dovecot 2.2: %s / 2.3: %s".formatted(one, other) + TELL;
    if (older.possibilities().isEmpty() || newer.possibilities().isEmpty()) {
      return Fact.unknown(reason, origins);
    }
    Set<T> all = new LinkedHashSet<>(older.possibilities());
    all.addAll(newer.possibilities());
    return Fact.oneOf(all, reason, origins);
  }

  private static String words(Fact<?> fact) {
    return fact instanceof Unknown<?> unknown
        ? unknown.reason()
        : text(fact.toOptional().orElseThrow());
  }

  private static String text(Object value) {
    if (value instanceof Enum<?> word) {
      return Word.of(word);
    }
    if (value instanceof Boolean truth) {
      return truth ? "yes" : "no";
    }
    if (value instanceof List<?> list) {
      boolean words = list.stream().allMatch(one -> one instanceof Enum<?>);
      return words
          ? list.isEmpty() ? "none" : String.join(" ", list.stream().map(Object::toString).toList())
          : list.size() + " of them";
    }
    return String.valueOf(value);
  }
}
