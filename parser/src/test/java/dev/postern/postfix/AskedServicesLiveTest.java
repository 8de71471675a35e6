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
 * Each smtpd of the installed Postfix asks a cleanup or a trivial-rewrite of its own, to which one
 * wrong value is given: whether it takes mail all the same is what the posture says.
 */
class AskedServicesLiveTest {
  private static final List<String> TABLES =
      List.of("/etc/postfix/table", "!", "hash:", "static:x", "static:x proxy:y", "{}");

  private static final List<String> SCRIPT =
      List.of(
          "EHLO client.example",
          "MAIL FROM:<>",
          "RCPT TO:<root@example.test>",
          "DATA",
          "Subject: probe\\r\\n\\r\\nprobe\\r\\n.");

  /** Filters of smtpd itself, none of which is there. */
  private static final List<String> FILTERS =
      List.of(
          "smtpd_milters = 127.0.0.1:9",
          "smtpd_milters = inet6:[::1]:9",
          "smtpd_milters = unix:",
          "smtpd_milters = {127.0.0.1:9, default_action = accept}",
          "smtpd_milters = 127.0.0.1:9} -o {milter_default_action = Accept",
          "smtpd_milters = 127.0.0.1:9} -o {milter_default_action = quarantine",
          "smtpd_milters = {127.0.0.1:9, default_action = reject}} -o {milter_default_action = accept",
          "smtpd_milters = 127.0.0.1:9} -o {receive_override_options = no_milters",
          "smtpd_milters = 127.0.0.1:9} -o {smtpd_milter_maps = static:DISABLE",
          "smtpd_milter_maps = static:milter.example:9");

  /** Limits and characters of messages, some of which every message has. */
  private static final List<String> MESSAGES =
      List.of(
          "queue_file_attribute_count_limit = 1",
          "queue_file_attribute_count_limit = 9",
          "queue_file_attribute_count_limit = 32",
          "message_size_limit = 10",
          "message_size_limit = 511",
          "message_size_limit = 1024",
          "hopcount_limit = 1",
          "message_reject_characters = R",
          "message_reject_characters = a(",
          "message_reject_characters = Q",
          "message_reject_characters = \\0",
          "message_reject_characters = \\040",
          "message_reject_characters = \\122",
          "message_reject_characters = \\r\\n",
          "message_reject_characters = \\d",
          "message_strip_characters = d",
          "message_strip_characters = (x",
          "message_strip_characters = \\040\\r",
          "message_strip_characters = abc");

  private static final int FIRST_PORT = 3000;
  private static final int AT_ONCE = 24;

  @TempDir Path temp;

  @Test
  void takeNoMailWhereThePostureSays() throws IOException {
    List<List<String>> services = new ArrayList<>();
    for (String program : List.of("cleanup", "trivial-rewrite")) {
      for (String option : WrongValuesLiveTest.wrongOf(program)) {
        services.add(List.of(program, option));
      }
      services.add(List.of(program, "myorigin = example.test"));
    }
    for (String value : TABLES) {
      for (String parameter : List.of("header_checks", "masquerade_exceptions", "always_bcc")) {
        services.add(List.of("cleanup", parameter + " = " + value));
      }
      for (String parameter : List.of("transport_maps", "virtual_alias_domains", "relayhost")) {
        services.add(List.of("trivial-rewrite", parameter + " = " + value));
      }
    }
    for (String value : MESSAGES) {
      services.add(List.of("cleanup", value));
    }
    for (String filter : FILTERS) {
      services.add(List.of("cleanup", "smtpd_helo_required = no", filter));
    }
    assertThat(services).hasSizeGreaterThan(100);
    SoftAssertions every = new SoftAssertions();
    for (int from = 0; from < services.size(); from += AT_ONCE) {
      compare(services.subList(from, Math.min(from + AT_ONCE, services.size())), every);
    }
    every.assertAll();
  }

  private void compare(List<List<String>> services, SoftAssertions every) throws IOException {
    StringBuilder master = new StringBuilder();
    Map<String, List<String>> scripts = new TreeMap<>();
    for (int i = 0; i < services.size(); i++) {
      String program = services.get(i).get(0);
      int port = FIRST_PORT + i;
      master.append(
          """
          %1$d inet n - n - - smtpd -o %2$s_service_name=of%1$d %6$s
          of%1$d unix %5$s - n - 0 %3$s -o { %4$s }
          """
              .formatted(
                  port,
                  program.replace("trivial-", ""),
                  program,
                  services.get(i).get(1),
                  program.equals("cleanup") ? "n" : "-",
                  services.get(i).size() > 2 ? "-o {" + services.get(i).get(2) + "}" : ""));
      scripts.put(String.valueOf(port), SCRIPT);
    }
    Map<String, List<String>> heard =
        new PostfixLab(temp).talk(Instance.SERVER, master.toString(), scripts);
    List<SmtpRelay> relays = Instance.read(Instance.SERVER, master.toString()).smtpRelays();
    assertThat(relays).hasSameSizeAs(services);
    for (int i = 0; i < services.size(); i++) {
      List<String> answers = Objects.requireNonNull(heard.get(String.valueOf(FIRST_PORT + i)));
      boolean taken = answers.size() == 6 && answers.get(5).startsWith("250");
      every
          .assertThat(relays.get(i).takesOwnMail().is(taken))
          .as("%s: %s; posture: %s", services.get(i), answers, relays.get(i).takesOwnMail())
          .isTrue();
    }
  }
}
