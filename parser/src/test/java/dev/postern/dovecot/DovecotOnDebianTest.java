package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Debian's Dovecot has no protocols unless its packages add some; another one that was built on
 * Debian serves IMAP and POP3 (what {@code doveconf -d} of both prints).
 */
class DovecotOnDebianTest {
  private static final Platform DEBIAN = Platforms.of("2.3.19.1", Distribution.DEBIAN);

  private static List<Endpoint> imap(Platform platform, String text) {
    Contribution posture =
        DovecotPosture.read(
            new MemoryTree(Map.of("dovecot.conf", text.getBytes(StandardCharsets.UTF_8))),
            "dovecot.conf",
            platform);
    return posture.endpoints().stream().filter(endpoint -> endpoint.port().is(143)).toList();
  }

  @Test
  void savedOutputDoesNotTellWhoBuiltIt() {
    String saved =
        """
        # 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf
        # OS: Linux 6.1 x86_64 Debian 12.11
        ssl = no
        """;
    assertThat(imap(Platform.UNKNOWN, saved))
        .singleElement()
        .matches(endpoint -> !endpoint.state().isKnown());
    assertThat(imap(Platform.UNKNOWN, saved.replace("Debian 12.11", "Fedora 40")))
        .singleElement()
        .matches(endpoint -> endpoint.state().isKnown());
    assertThat(imap(Platforms.withPigeonhole(DEBIAN), saved)).isEmpty();
  }

  @Test
  void aFileOnDebianDoesNotEither() {
    assertThat(imap(DEBIAN, "ssl = no\n"))
        .singleElement()
        .matches(endpoint -> !endpoint.state().isKnown());
    assertThat(imap(DEBIAN, "ssl = no\nprotocols = imap\n"))
        .singleElement()
        .matches(endpoint -> endpoint.state().isKnown());
    assertThat(imap(DEBIAN, "ssl = no\nprotocols =\n")).isEmpty();
  }
}
