package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One of the two files alone: what the other one would say is not guessed. */
class PartialInstanceTest {
  private static final Fact<List<String>> NO_DOVECOT = Fact.unknown("no Dovecot");

  private static Contribution read(String file, String text) {
    MemoryTree tree =
        new MemoryTree(Map.of("etc/postfix/" + file, text.getBytes(StandardCharsets.UTF_8)));
    return PostfixPosture.read(tree, "etc/postfix", Platform.UNKNOWN, NO_DOVECOT);
  }

  @Test
  void withoutMasterCfTheServicesAreThoseThatComeWithPostfix() {
    Contribution posture = read("main.cf", "compatibility_level = 3.6\nmynetworks = 0.0.0.0/0\n");

    assertThat(posture.endpoints()).hasSize(1);
    Endpoint smtp = posture.endpoints().get(0);
    assertThat(smtp.id()).isEqualTo("smtp 25/tcp *");
    assertThat(smtp.port().origins())
        .singleElement()
        .isInstanceOf(Origin.Assumption.class)
        .hasToString(
            "Assumption[text=master.cf is not among the files: the services are those of the one"
                + " that comes with Postfix]");
    assertThat(posture.smtpRelays().get(0).open().is(true)).isTrue();
  }

  @Test
  void withoutMainCfNothingThatItMaySetIsKnown() {
    Contribution posture =
        read(
            "master.cf",
            """
            smtp inet n - y - - smtpd
            submission inet n - y - - smtpd -o smtpd_tls_security_level=encrypt
            """);

    assertThat(posture.endpoints()).hasSize(2);
    Endpoint smtp = posture.endpoints().get(0);
    assertThat(smtp.authentication().cleartext().isKnown()).isFalse();
    // What the entry itself says is known: no password goes in before TLS where TLS is demanded.
    assertThat(posture.endpoints().get(1).authentication().cleartext().is(false)).isTrue();
    assertThat(smtp.tls().mode())
        .isInstanceOfSatisfying(
            Fact.Unknown.class,
            unknown -> assertThat(unknown.reason()).contains("main.cf is not among the files"));
    assertThat(posture.smtpRelays()).allMatch(relay -> !relay.open().isKnown());
  }
}
