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

  /** What a server that really runs needs besides what is asked of it. */
  static final String SERVER =
      """
      compatibility_level = 3.6
      myhostname = mail.example.test
      mydestination = example.test
      local_recipient_maps =
      mynetworks = 127.0.0.0/8
      inet_protocols = ipv4
      smtpd_sasl_type = dovecot
      """;

  /** The certificate and key that the lab lays beside the files. */
  static final String CERTIFICATE =
      "smtpd_tls_cert_file = @DIR@/cert.pem\nsmtpd_tls_key_file = @DIR@/key.pem\n";

  static final Fact<List<String>> NO_DOVECOT = Fact.unknown("no Dovecot here");

  private Instance() {}

  static Contribution read(String main, String master) {
    return read(tree(main, master));
  }

  static Contribution read(MemoryTree tree) {
    return PostfixPosture.read(
        tree, "etc/postfix", PostfixSettingsGoldenTest.platform("3.7.11"), NO_DOVECOT);
  }

  /** Services at ports from 2500 on, each with a few options {@code name=value}. */
  static String services(List<List<String>> options) {
    StringBuilder master = new StringBuilder();
    for (int i = 0; i < options.size(); i++) {
      master.append(2500 + i).append(" inet n - n - - smtpd\n");
      options.get(i).forEach(option -> master.append(" -o {").append(option).append("}\n"));
    }
    return master.toString();
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
