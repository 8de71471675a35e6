package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What postconf of Postfix 3.11.6 says of deprecated parameters, and last that there is more. */
class DeprecatedParametersTest {
  @Test
  void pointsToTheDocumentBehindAllWarnings() {
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "etc/postfix/main.cf",
                bytes("smtpd_use_tls = yes\nsmtp_use_tls = yes\nu1 = x\n"),
                "etc/postfix/master.cf",
                bytes("smtp inet n - n - - smtpd\n -o smtpd_enforce_tls=no\n -o foo=x\n")));
    List<String> said =
        PostfixSettings.read(tree, "etc/postfix", PostfixSettingsGoldenTest.platform("3.11.6"))
            .problems()
            .stream()
            .map(Problem::message)
            .toList();
    assertThat(said)
        .containsExactlyInAnyOrder(
            "support for parameter \"smtp_use_tls\" will be removed; instead, specify"
                + " \"smtp_tls_security_level\"",
            "support for parameter \"smtpd_use_tls\" will be removed; instead, specify"
                + " \"smtpd_tls_security_level\"",
            "unused parameter: u1=x",
            "unused parameter: foo=x",
            "support for parameter \"smtpd_enforce_tls\" will be removed; instead, specify"
                + " \"smtpd_tls_security_level\"",
            "See https://www.postfix.org/DEPRECATION_README.html for details");
    assertThat(said.get(said.size() - 1)).startsWith("See ");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
