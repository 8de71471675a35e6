package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Dovecot 2.4.4 refuses, each asked of its doveconf or of the server. */
class ModernDovecotTest {
  private static final String START =
      "dovecot_config_version = 2.4.4\ndovecot_storage_version = 2.4.4\n";

  private static DovecotSettings settings(String text) {
    String whole = START + text.replace("\\n", "\n") + "\n";
    return DovecotReader.read(
        new MemoryTree(Map.of("dovecot.conf", whole.getBytes(StandardCharsets.UTF_8))),
        "dovecot.conf",
        Platforms.DOVECOT_2_4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local 10.0.0.1 {\\npassdb x {\\n}\\n} | 4 | Failed to set passdb=x for struct auth: Auth settings not supported inside local/remote blocks: passdb",
        "remote 10.0.0.0/8 {\\nprotocol imap {\\nuserdb x {\\n}\\n}\\n} | 5 | Failed to set userdb=x for struct auth: Auth settings not supported inside local/remote blocks: userdb",
        "protocol imap {\\nservice imap {\\n}\\n} | 1 | listen can't be set empty",
        "imap_client_workarounds = a | 3 | imap_client_workarounds: Unknown workaround: a",
        "protocol imap {\\nimapc_features {\\nx = yes\\n}\\n} | 5 | imapc_features: Unknown feature: x"
      })
  void isRefusedByDoveconf(String text, int line, String message) {
    DovecotSettings settings = settings(text);
    assertThat(settings.refusal().orElseThrow().message()).isEqualTo(message);
    assertThat(settings.refusal().orElseThrow().place()).extracting("line").isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource({
    "protocols = imap bc, protocols: Unknown protocol: bc",
    "listen =,           listen can't be set empty",
    "service auth {\\nprocess_limit = 0\\n}, service(auth): process_limit must be higher than 0"
  })
  void isRefusedByTheServerOnly(String text, String message) {
    DovecotSettings settings = settings(text);
    assertThat(settings.refused()).isFalse();
    assertThat(settings.serverRefusal().orElseThrow().message()).startsWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "imap_client_workarounds {\\na = no\\n}",
    "protocol imap {\\npassdb x {\\ndriver = static\\n}\\n}",
    "protocols {\\nbc = no\\n}",
    "service imap-login {\\nprocess_limit = 0\\n}"
  })
  void isTaken(String text) {
    assertThat(settings(text).serverRefusal()).isEmpty();
  }
}
