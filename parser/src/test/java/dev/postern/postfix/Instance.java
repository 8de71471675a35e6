package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.posture.Contribution;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An instance of Postfix 3.7.11 in memory, with a host's names. */
final class Instance {
  static final String SMTP = "smtp inet n - n - - smtpd\n";
  static final String ANVIL = "anvil unix - - n - 1 anvil\n";
  static final String NAMES = "myhostname = mail.example.test\nmynetworks = 127.0.0.0/8\n";
  static final String HOST = "compatibility_level = 3.6\n" + NAMES;
  static final Fact<List<String>> NO_DOVECOT = Fact.unknown("no Dovecot here");

  private Instance() {}

  static Contribution read(String main, String master) {
    return PostfixPosture.read(
        tree(main, master),
        "etc/postfix",
        PostfixSettingsGoldenTest.platform("3.7.11"),
        NO_DOVECOT);
  }

  static MemoryTree tree(String main, String master) {
    return new MemoryTree(
        Map.of(
            "etc/postfix/main.cf",
            main.getBytes(StandardCharsets.UTF_8),
            "etc/postfix/master.cf",
            master.getBytes(StandardCharsets.UTF_8)));
  }
}
