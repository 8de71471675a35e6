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
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that answer nothing, or fail, given to an smtpd of the installed Postfix, or to the
 * cleanup or the trivial-rewrite that it asks: whether it takes mail all the same, and whether it
 * relays, is what the posture says.
 */
class EmptyAnswersLiveTest {
  private static final String MAIN =
      Instance.SERVER.replace("127.0.0.0/8", "0.0.0.0/0") + "smtpd_sasl_auth_enable = yes\n";

  private static final String EMPTY = "pcre:{{/./ }}";

  /** What is asked by whom, with what may switch that off. */
  private static final List<String> SERVICES =
      List.of(
          "smtpd local_recipient_maps = " + EMPTY,
          "smtpd local_recipient_maps = inline:{ {info@example.test = x}, {someone = } }",
          "smtpd virtual_alias_maps = " + EMPTY,
          "smtpd virtual_alias_maps = inline:{@foreign.example.com=}",
          "smtpd canonical_maps = regexp:{{/@/}}",
          "smtpd recipient_canonical_maps = fail:x",
          "smtpd recipient_bcc_maps = static:{}",
          "smtpd smtpd_sender_restrictions = reject_sender_login_mismatch} -o {smtpd_sender_login_maps = "
              + EMPTY,
          "smtpd smtpd_sender_restrictions = reject_unauthenticated_sender_login_mismatch} -o"
              + " {smtpd_sender_login_maps = static:owner",
          "smtpd smtpd_sender_restrictions = reject_known_sender_login_mismatch} -o"
              + " {smtpd_sender_login_maps = inline:{@sender.example=x}",
          "smtpd smtpd_reject_unlisted_recipient = no} -o {canonical_maps = " + EMPTY,
          "cleanup canonical_maps = " + EMPTY,
          "cleanup canonical_maps = inline:{@foreign.example.com=}",
          "cleanup sender_canonical_maps = " + EMPTY,
          "cleanup sender_canonical_maps = inline:{@sender.example=}",
          "cleanup sender_canonical_maps = fail:x} -o {sender_canonical_classes = header_sender",
          "cleanup sender_canonical_classes = header_recipient",
          "cleanup masquerade_classes = envelope",
          "cleanup propagate_unmatched_extensions = none",
          "cleanup recipient_canonical_maps = fail:x",
          "cleanup recipient_canonical_maps = fail:x} -o {canonical_classes = header_sender",
          "cleanup recipient_canonical_maps = fail:x} -o {recipient_canonical_classes = header_recipient",
          "cleanup recipient_canonical_maps = static:x@y.example} -o {canonical_maps = " + EMPTY,
          "cleanup virtual_alias_maps = " + EMPTY,
          "cleanup recipient_bcc_maps = " + EMPTY,
          "cleanup sender_bcc_maps = " + EMPTY,
          "cleanup header_checks = fail:x",
          "cleanup header_checks = pcre:{{/^Received/ }}",
          "cleanup header_checks = pcre:{{/^X-Sent/ }}",
          "cleanup mime_header_checks = fail:x",
          "cleanup header_checks = static:{reject no}",
          "cleanup header_checks = static:REJECTED",
          "cleanup header_checks = pcre:{{/^Received:.*by mail.example.test .Postfix. with/ REJECT no}}",
          "cleanup header_checks = pcre:{{/^Received: from client.example/ HOLDING}}",
          "cleanup header_checks = pcre:{{/^X-Sent/ REJECT}}",
          "cleanup hopcount_limit = 1",
          "cleanup hopcount_limit = 2",
          "cleanup virtual_alias_maps = regexp:{{/^(.*)$$/ x$$1}}",
          "cleanup virtual_alias_maps = regexp:{{/^(.*)$$/ $$1}}",
          "cleanup virtual_alias_maps = regexp:{{/^(.*)@(.*)$$/ $$1@example.test}}",
          "cleanup virtual_alias_maps = regexp:{{/^(.*)@/ $$1@example.test $$1@x.example $$1@y.example}}",
          "cleanup virtual_alias_maps = regexp:{{/@foreign/ a@x.test} {/@example/ a@x.test} {/a@x/ b@y.test} {/b@y/ a@x.test}}",
          "cleanup virtual_alias_maps = regexp:{{/@foreign/ a@x.test} {/@example/ a@x.test}}} -o"
              + " {virtual_alias_recursion_limit = 1",
          "cleanup virtual_alias_maps = regexp:{{/@foreign/ a@x.test} {/@example/ a@x.test}}} -o"
              + " {virtual_alias_recursion_limit = 2",
          "cleanup virtual_alias_maps = regexp:{{/@foreign/ a@x.test b@x.test} {/@example/ a@x.test}}} -o"
              + " {virtual_alias_expansion_limit = 1",
          "cleanup virtual_alias_maps = regexp:{{/@foreign/ a@x.test} {/@example/ a@x.test}}} -o"
              + " {virtual_alias_address_length_limit = 5",
          "trivial-rewrite transport_maps = " + EMPTY,
          "trivial-rewrite transport_maps = inline:{*=}",
          "trivial-rewrite transport_maps = inline:{.example.com=}",
          "trivial-rewrite transport_maps = inline:{@foreign.example.com=}",
          "trivial-rewrite relocated_maps = fail:x",
          "trivial-rewrite relocated_maps = inline:{@foreign.example.com=}",
          "trivial-rewrite relocated_maps = inline:{someone=}",
          "trivial-rewrite sender_dependent_default_transport_maps = " + EMPTY,
          "trivial-rewrite sender_dependent_relayhost_maps = inline:{@sender.example=}");

  private static final List<String> SENDERS =
      List.of("someone@sender.example", "", "someone@sender.test");

  /** A recipient of the host's own, and a foreign one. */
  private static final List<String> RECIPIENTS =
      List.of("someone@example.test", "someone@foreign.example.com");

  @TempDir Path temp;

  @Test
  void keepOutWhatThePostureSays() throws IOException {
    StringBuilder master = new StringBuilder();
    Map<String, List<String>> scripts = new TreeMap<>();
    for (int i = 0; i < SERVICES.size(); i++) {
      String[] words = SERVICES.get(i).split(" ", 2);
      master.append(service(2500 + i, words[0], words[1]));
      scripts.put(String.valueOf(2500 + i), script());
    }
    Map<String, List<String>> heard = new PostfixLab(temp).talk(MAIN, master.toString(), scripts);
    List<SmtpRelay> relays = Instance.read(MAIN, master.toString()).smtpRelays();
    assertThat(relays).hasSameSizeAs(SERVICES);
    SoftAssertions every = new SoftAssertions();
    for (int i = 0; i < SERVICES.size(); i++) {
      List<String> answers = Objects.requireNonNull(heard.get(String.valueOf(2500 + i)));
      String of = "%s: %s".formatted(SERVICES.get(i), answers);
      SmtpRelay relay = relays.get(i);
      every.assertThat(relay.takesOwnMail().is(taken(answers, 0))).as(of).isTrue();
      every.assertThat(relay.open().is(taken(answers, 1))).as("relays: " + of).isTrue();
      relay
          .witness()
          .map(SmtpRelay.Witness::sender)
          .ifPresent(
              sender ->
                  every
                      .assertThat(isTaken(answers, SENDERS.indexOf(sender), 1))
                      .as("witness %s: %s", sender, of)
                      .isTrue());
    }
    every.assertAll();
  }

  private static String service(int port, String program, String option) {
    return program.equals("smtpd")
        ? "%d inet n - n - - smtpd -o {%s}\n".formatted(port, option)
        : """
          %1$d inet n - n - - smtpd -o %2$s_service_name=of%1$d
          of%1$d unix %5$s - n - 0 %3$s -o {%4$s}
          """
            .formatted(
                port,
                program.replace("trivial-", ""),
                program,
                option,
                program.equals("cleanup") ? "n" : "-");
  }

  /** Every message comes with a connection of its own. */
  private static List<String> script() {
    List<String> lines = new ArrayList<>();
    for (String sender : SENDERS) {
      for (String recipient : RECIPIENTS) {
        lines.addAll(
            List.of(
                "(connect)",
                "EHLO client.example",
                "MAIL FROM:<" + sender + ">",
                "RCPT TO:<" + recipient + ">",
                "DATA",
                "Subject: probe\\r\\n\\r\\nprobe\\r\\n."));
      }
    }
    return lines.subList(1, lines.size());
  }

  private static boolean taken(List<String> answers, int recipient) {
    return IntStream.range(0, SENDERS.size()).anyMatch(of -> isTaken(answers, of, recipient));
  }

  private static boolean isTaken(List<String> answers, int sender, int recipient) {
    int last = 6 * (sender * RECIPIENTS.size() + recipient) + 5;
    return answers.size() > last
        && answers.get(last - 1).startsWith("354")
        && answers.get(last).startsWith("250");
  }
}
