package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.login.Mechanism;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.Reach;
import dev.postern.posture.service.State;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.TlsMode;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.source.FileTree;
import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a stranger met at the running Postfix 3.7.11, for each construct and port. */
class PostfixPostureGoldenTest {

  @TestFactory
  Stream<DynamicTest> meetsWhatAStrangerMet() throws IOException {
    return Golden.all()
        .filter(golden -> !golden.running().isEmpty())
        .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> compare(golden)));
  }

  private static void compare(Golden golden) throws IOException {
    List<String> mechanisms = Golden.texts(golden.expected().get("mechanisms"));
    if (mechanisms.isEmpty()) {
      mechanisms = List.of("PLAIN", "LOGIN");
    }
    Contribution posture =
        PostfixPosture.read(
            withDovecot(golden),
            "etc/postfix",
            PostfixSettingsGoldenTest.platform("3.7.11"),
            Fact.known(mechanisms));
    List<String> ports =
        posture.endpoints().stream()
            .filter(endpoint -> endpoint.exposure().v4().is(Reach.ANY))
            .map(endpoint -> String.valueOf(endpoint.port().toOptional().orElseThrow()))
            .toList();
    assertThat(ports).as("ports").containsExactlyInAnyOrderElementsOf(golden.running().keySet());
    golden.running().forEach((port, answer) -> port(golden, posture, port, Golden.map(answer)));
  }

  /** The server was run with a stand-in for Dovecot. */
  private static FileTree withDovecot(Golden golden) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : golden.tree().list("etc/postfix")) {
      String text = Files.readString(golden.directory().resolve("etc/postfix").resolve(name));
      String whole = name.equals("main.cf") ? text + "\nsmtpd_sasl_type = dovecot\n" : text;
      files.put("etc/postfix/" + name, whole.getBytes(StandardCharsets.UTF_8));
    }
    return new MemoryTree(files);
  }

  private static void port(
      Golden golden, Contribution posture, String port, Map<String, @Nullable Object> answer) {
    Endpoint endpoint =
        posture.endpoints().stream()
            .filter(found -> found.port().is(Integer.valueOf(port)))
            .findFirst()
            .orElseThrow();
    SmtpRelay relay =
        posture.smtpRelays().stream()
            .filter(found -> found.port().is(Integer.valueOf(port)))
            .findFirst()
            .orElseThrow();
    if (Boolean.FALSE.equals(answer.get("answers"))) {
      assertThat(endpoint.state().is(State.DEAD)).as("dead: %s", endpoint.state()).isTrue();
      assertThat(relay.open().is(false)).as("open: %s", relay.open()).isTrue();
      return;
    }
    assertThat(endpoint.state().is(State.WORKS)).as("state %s", endpoint.state()).isTrue();
    assertThat(endpoint.tls().mode().map(Word::of)).satisfies(is(answer.get("tls")));
    assertThat(endpoint.tls().required()).satisfies(is(answer.get("tls-required")));
    assertThat(endpoint.tls().versions().map(PostfixPostureGoldenTest::texts))
        .satisfies(is(Golden.texts(answer.get("versions"))));
    boolean offerHidden = golden.name().equals("auth-exceptions");
    if (!offerHidden) {
      assertThat(names(endpoint.authentication().mechanismsBeforeTls()))
          .satisfies(is(Golden.texts(answer.get("auth-offered-before-tls"))));
      assertThat(names(endpoint.authentication().mechanismsAfterTls()))
          .satisfies(is(Golden.texts(answer.get("auth-offered-after-tls"))));
    }
    assertThat(endpoint.authentication().cleartext())
        .satisfies(is(answer.get("password-accepted-before-tls")));
    // The probe's "foreign" domain is that host's own there: taking its mail is no open relay.
    boolean ownDomain = golden.name().equals("relay-relay-domains");
    Object relays = ownDomain ? false : answer.get("relays-for-strangers");
    assertThat(relay.open()).satisfies(is(relays));
    assertThat(relay.witness().isPresent()).as("a witness exactly when open").isEqualTo(relays);
    assertThat(
            endpoint.tls().mode().is(TlsMode.NONE)
                || endpoint.tls().certificate().present().is(true))
        .as("certificate")
        .isTrue();
  }

  private static java.util.function.Consumer<Fact<?>> is(@Nullable Object expected) {
    return fact ->
        assertThat(((Fact<?>) fact).toOptional().<Object>map(value -> value).orElse(fact))
            .isEqualTo(expected);
  }

  private static List<String> texts(List<TlsVersion> versions) {
    return versions.stream().map(TlsVersion::toString).toList();
  }

  private static Fact<List<String>> names(Fact<List<Mechanism>> mechanisms) {
    return mechanisms.map(
        list ->
            list.stream()
                .map(mechanism -> mechanism.name().toOptional().orElse("?"))
                .sorted()
                .toList());
  }
}
