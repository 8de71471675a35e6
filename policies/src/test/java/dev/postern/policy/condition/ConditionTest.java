package dev.postern.policy.condition;

import static dev.postern.policy.SamplePosture.setting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.policy.SamplePosture;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.policy.yaml.Node;
import dev.postern.policy.yaml.YamlReader;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.Version;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.SourceFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static Condition condition(String yaml, Shape<?> shape) throws Exception {
    Mistakes mistakes = new Mistakes();
    Node node = YamlReader.read(SourceFile.of("rule.yaml", yaml), mistakes).orElseThrow();
    Parameters none = new Parameters(Map.of(), Set.of());
    Condition condition = new ConditionReader(none, mistakes).read(node, shape);
    mistakes.throwIfAny();
    return condition;
  }

  private static Outcome outcome(String yaml, SamplePosture posture) throws Exception {
    Host host = posture.host();
    return condition(yaml, Endpoint.SHAPE).evaluate(new Scope(host.endpoints().get(0), host));
  }

  private static Truth truth(String yaml, SamplePosture posture) throws Exception {
    return outcome(yaml, posture).truth();
  }

  /** {@code tls.required} is true, {@code authentication.cleartext} false, the state unknown. */
  private static SamplePosture threeValues() {
    return new SamplePosture()
        .tlsRequired(Fact.known(true))
        .cleartext(Fact.known(false))
        .state(Fact.unknown("an include is missing"));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, TRUE, TRUE",
    "true, unknown, UNKNOWN, TRUE",
    "true, false, FALSE, TRUE",
    "unknown, unknown, UNKNOWN, UNKNOWN",
    "unknown, false, FALSE, UNKNOWN",
    "false, false, FALSE, FALSE"
  })
  void allAndAnyFollowKleene(String one, String other, Truth all, Truth any) throws Exception {
    Map<String, String> leaves =
        Map.of(
            "true", "{ tls.required: true }",
            "false", "{ authentication.cleartext: true }",
            "unknown", "{ state: works }");
    String list = "[" + leaves.get(one) + ", " + leaves.get(other) + "]";

    assertThat(truth("all: " + list, threeValues())).isEqualTo(all);
    assertThat(truth("any: " + list, threeValues())).isEqualTo(any);
    assertThat(truth("not: { any: " + list + " }", threeValues())).isEqualTo(any.negated());
  }

  @Test
  void onlyTheLeavesThatDecidedAreRecorded() throws Exception {
    Outcome outcome =
        outcome("{ tls.required: false, authentication.cleartext: false }", threeValues());

    assertThat(outcome.truth()).isEqualTo(Truth.FALSE);
    assertThat(outcome.deciders()).extracting(Decider::path).containsExactly("tls.required");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 143 | TRUE",
        "port: { not: 143 } | FALSE",
        "port: { in: [110, 143] } | TRUE",
        "port: { less-than: 143 } | FALSE",
        "port: { at-most: 143 } | TRUE",
        "port: { more-than: 142 } | TRUE",
        "port: { at-least: 144 } | FALSE",
        "port: { between: [143, 150] } | TRUE",
        "protocol: imap | TRUE",
        "protocol: { not: { in: [imap, pop3] } } | FALSE",
        "tls.minimum: { at-least: TLSv1.2 } | TRUE",
        "tls.minimum: { less-than: TLSv1.2 } | FALSE",
        "service.name: { matches: '^imap-login/' } | TRUE",
        "service.name: { matches: '^(a+)+$' } | FALSE",
        "service.name: { contains: login } | TRUE",
        "families: { contains: 6 } | TRUE",
        "families: { every: { in: [4, 6] } } | TRUE",
        "families: { none: 4 } | FALSE",
        "families: { count: 2 } | TRUE",
        "tls.versions: { some: TLSv1.3 } | TRUE",
        "tls.versions: { none: { in: [SSLv2, SSLv3] } } | TRUE",
        "clients: any | TRUE",
        "clients: { within: 10.0.0.0/8 } | FALSE",
        "clients: { contains: 192.0.2.1 } | TRUE",
        "address: { within: 127.0.0.0/8 } | FALSE",
        "authentication.mechanisms-after-tls: { every: { kind: plaintext } } | TRUE",
        "authentication.mechanisms-after-tls: { count: { where: { name: PLAIN }, at-least: 1 } } | TRUE",
        "host.software: { some: { name: dovecot, version: { at-least: 2.3.15 } } } | TRUE",
        "host.software: { some: { name: dovecot, version: { at-least: '2.4' } } } | FALSE",
        "tls.required: { is: set } | TRUE",
        "tls.required: { is: default } | FALSE",
        "tls.required: { is: unknown } | FALSE"
      })
  void everyOperatorComparesValuesAsWhatTheyAre(String yaml, Truth expected) throws Exception {
    assertThat(truth(yaml, new SamplePosture())).isEqualTo(expected);
  }

  @Test
  void aDefaultIsNotSet() throws Exception {
    Fact<Boolean> byDefault = Fact.known(false, new Origin.Default("Dovecot", "2.3", "ssl = yes"));
    SamplePosture posture = new SamplePosture().tlsRequired(byDefault);

    assertThat(truth("tls.required: { is: default }", posture)).isEqualTo(Truth.TRUE);
    assertThat(truth("tls.required: { is: set }", posture)).isEqualTo(Truth.FALSE);
  }

  @Test
  void anUnknownWhoseValuesAllGiveTheSameIsDecided() throws Exception {
    Fact<TlsVersion> either =
        Fact.oneOf(
            new LinkedHashSet<>(List.of(TlsVersion.TLSV1_0, TlsVersion.TLSV1_1)),
            "the version is not known",
            List.of());
    SamplePosture posture = new SamplePosture().minimum(either);

    assertThat(truth("tls.minimum: { at-least: TLSv1.2 }", posture)).isEqualTo(Truth.FALSE);
    assertThat(truth("tls.minimum: { at-least: TLSv1.1 }", posture)).isEqualTo(Truth.UNKNOWN);
  }

  @Test
  void anUnknownListIsDecidedWhenEveryPossibleListAgrees() throws Exception {
    Fact<List<TlsVersion>> either =
        Fact.oneOf(
            new LinkedHashSet<>(
                List.of(
                    List.of(TlsVersion.TLSV1_2), List.of(TlsVersion.TLSV1_2, TlsVersion.TLSV1_3))),
            "the library is not known",
            List.of());
    SamplePosture posture = new SamplePosture().versions(either);

    assertThat(truth("tls.versions: { some: TLSv1.2 }", posture)).isEqualTo(Truth.TRUE);
    assertThat(truth("tls.versions: { none: { less-than: TLSv1.2 } }", posture))
        .isEqualTo(Truth.TRUE);
    assertThat(truth("tls.versions: { some: TLSv1.3 }", posture)).isEqualTo(Truth.UNKNOWN);
  }

  private static RateLimit limit(Fact<Integer> most) {
    return new RateLimit(
        Fact.known(RateLimit.Layer.POSTFIX, setting(3, "smtpd_client_auth_rate_limit = 10")),
        Fact.known(RateLimit.Kind.AUTHENTICATION_ATTEMPTS),
        most,
        Fact.known(60),
        Fact.known(RateLimit.Key.CLIENT_ADDRESS),
        Fact.known(RateLimit.Action.REFUSE),
        Fact.known(0),
        Fact.known(List.of(4, 6)),
        Fact.known(Networks.of(Prefix.LOOPBACK_V4)));
  }

  @Test
  void anElementThatDecidesBringsItsOwnFacts() throws Exception {
    SamplePosture posture =
        new SamplePosture().rateLimits(Fact.known(List.of(limit(Fact.known(10)))));
    Outcome outcome = outcome("rate-limits: { some: { layer: postfix } }", posture);

    assertThat(outcome.truth()).isEqualTo(Truth.TRUE);
    assertThat(outcome.deciders()).extracting(Decider::path).containsExactly("rate-limits.layer");
  }

  @Test
  void aListThatDecidesByWhatItLacksIsNamedFirst() throws Exception {
    Outcome outcome = outcome("rate-limits: { some: { layer: postfix } }", new SamplePosture());

    assertThat(outcome.truth()).isEqualTo(Truth.FALSE);
    assertThat(outcome.deciders()).extracting(Decider::path).containsExactly("rate-limits");
    assertThat(outcome.deciders()).extracting(Decider::value).containsExactly(List.of());
  }

  @Test
  void countsAreKnownAsFarAsTheElementsAre() throws Exception {
    SamplePosture posture =
        new SamplePosture()
            .rateLimits(
                Fact.known(
                    List.of(limit(Fact.known(10)), limit(Fact.unknown("it is a template")))));
    String where = "where: { limit: { at-most: 60 } }";

    assertThat(truth("rate-limits: { count: { " + where + ", at-least: 1 } }", posture))
        .isEqualTo(Truth.TRUE);
    assertThat(truth("rate-limits: { count: { " + where + ", at-least: 2 } }", posture))
        .isEqualTo(Truth.UNKNOWN);
    assertThat(truth("rate-limits: { count: { " + where + ", more-than: 2 } }", posture))
        .isEqualTo(Truth.FALSE);
  }

  @Test
  void versionsOfTheHostAreOrdered() throws Exception {
    SamplePosture posture = new SamplePosture().dovecot(Fact.known(Version.of("2.10")));

    assertThat(truth("host.software: { every: { version: { more-than: '2.9' } } }", posture))
        .isEqualTo(Truth.TRUE);
  }
}
