package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.mail.SmtpRelay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger's mail that names its way behind a relay is taken where the posture does not know
 * whether the relay is open, and refused where it is closed.
 */
class RoutedRecipientsLiveTest {
  private static final String MAIN =
      Instance.SERVER
          + """
          relay_domains = relay.example
          virtual_alias_domains = alias.example
          """;

  private static final String ROUTED = "allow_untrusted_routing = yes";

  private static final List<List<String>> SERVICES =
      List.of(
          List.of(),
          List.of("allow_percent_hack = no", "swap_bangpath = no"),
          List.of("resolve_dequoted_address = no"),
          List.of(ROUTED),
          List.of(ROUTED, "relay_recipient_maps = inline:{info@relay.example=x}"),
          List.of(ROUTED, "relay_recipient_maps = static:x"),
          List.of(ROUTED, "smtpd_relay_restrictions = permit_mynetworks, reject"),
          List.of(ROUTED, "smtpd_relay_restrictions = permit_auth_destination, reject"),
          List.of(ROUTED, "smtpd_recipient_restrictions = check_recipient_access static:reject"));

  /** All the ways to name one. */
  private static final List<String> RECIPIENTS =
      List.of(
          "someone%foreign.example.com@relay.example",
          "foreign.example.com!someone@relay.example",
          "\\\"someone@foreign.example.com\\\"@relay.example",
          "someone%foreign.example.com@example.test",
          "\\\"someone@foreign.example.com\\\"@example.test",
          "@relay.example:someone@foreign.example.com");

  @TempDir Path temp;

  @Test
  void areTakenWhereItIsNotKnownWhetherTheyAreRelayed() throws IOException {
    String master = Instance.services(SERVICES);
    Map<String, List<String>> scripts = new TreeMap<>();
    for (int i = 0; i < SERVICES.size(); i++) {
      List<String> lines = new ArrayList<>(List.of("EHLO client.example"));
      for (String recipient : RECIPIENTS) {
        lines.addAll(
            List.of("MAIL FROM:<someone@sender.example>", "RCPT TO:<" + recipient + ">", "RSET"));
      }
      scripts.put(String.valueOf(2500 + i), lines);
    }
    Map<String, List<String>> answers = new PostfixLab(temp).talk(MAIN, master, scripts);
    List<SmtpRelay> relays = Instance.read(MAIN, master).smtpRelays();
    assertThat(relays).hasSameSizeAs(SERVICES);
    SoftAssertions every = new SoftAssertions();
    for (int i = 0; i < SERVICES.size(); i++) {
      List<String> heard = Objects.requireNonNull(answers.get(String.valueOf(2500 + i)));
      boolean taken = false;
      for (int at = 3; at < heard.size(); at += 3) {
        taken |= heard.get(at).startsWith("250");
      }
      every
          .assertThat(relays.get(i).open().isKnown())
          .as("%s: %s", SERVICES.get(i), heard)
          .isEqualTo(!taken);
      every.assertThat(relays.get(i).open().is(true)).isFalse();
    }
    every.assertAll();
  }
}
