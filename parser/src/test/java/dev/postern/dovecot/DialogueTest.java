package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Dialogue.Told;
import dev.postern.posture.service.Platform;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What listeners say first. The greetings were read from a running Dovecot 2.3.19.1 of Debian. */
class DialogueTest {
  private static final String GREETINGS =
      """
      protocols = imap pop3 lmtp sieve submission
      ssl = no
      login_greeting = Hello here
      protocol pop3 {
        login_greeting = Of pop3
      }
      protocol sieve {
        login_greeting = Of sieve
      }
      service lmtp {
        inet_listener lmtp {
          port = 24
        }
      }
      protocol lmtp {
        login_greeting = Of lmtp
      }
      """;

  @Test
  void eachProtocolHasAGreetingOfItsOwn() {
    assertThat(at(143, GREETINGS).dialogue().greeting().is("Hello here")).isTrue();
    assertThat(at(110, GREETINGS).dialogue().greeting().is("Of pop3")).isTrue();
    assertThat(at(24, GREETINGS).dialogue().greeting().is("Of lmtp")).isTrue();
    assertThat(at(587, GREETINGS).dialogue().greeting().is("Hello here")).isTrue();
    assertThat(at(110, GREETINGS).dialogue().tells().is(Told.NOTHING)).isTrue();
  }

  @Test
  void managesieveNamesTheProgramFirst() {
    Endpoint sieve = at(4190, GREETINGS);
    assertThat(sieve.dialogue().greeting().is("Dovecot (Debian) Pigeonhole\nOf sieve")).isTrue();
    assertThat(sieve.dialogue().tells().is(Told.SYSTEM)).isTrue();
  }

  @Test
  void workaroundsAreThoseOfTheProtocol() {
    String text =
        "protocols = imap pop3\nssl = no\nimap_client_workarounds = delay-newmail  tb-lsub-flags\n";
    assertThat(at(143, text).dialogue().workarounds().is(List.of("delay-newmail", "tb-lsub-flags")))
        .isTrue();
    assertThat(at(110, text).dialogue().workarounds().is(List.of())).isTrue();
  }

  private static Endpoint at(int port, String text) {
    return read(text, Platforms.DEBIAN_12).stream()
        .filter(endpoint -> endpoint.port().is(port))
        .findFirst()
        .orElseThrow();
  }

  private static List<Endpoint> read(String text, Platform platform) {
    MemoryTree tree = new MemoryTree(Map.of("dovecot.conf", text.getBytes(StandardCharsets.UTF_8)));
    return DovecotPosture.read(tree, "dovecot.conf", platform).endpoints();
  }
}
