package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ports actions close, by what their files in action.d of fail2ban 1.0.2 do. */
class BanScopeTest {
  private static Fact<Boolean> bans(String action, int port, Map<String, String> files) {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    String jail = "[mine]\nenabled = true\nfilter =\nfailregex = <HOST>\naction = " + action + "\n";
    bytes.put("etc/fail2ban/jail.local", jail.getBytes(StandardCharsets.UTF_8));
    Fail2banSettings settings = Fail2banSettings.read(new MemoryTree(bytes), "etc/fail2ban");
    JailSettings mine =
        settings.jails().stream()
            .filter(one -> one.name().equals("mine"))
            .findFirst()
            .orElseThrow();
    return new BanScope(program -> Fact.known(true)).bans(mine, port);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          iptables-multiport[port="imap,imaps"]                      | 143 | true
          iptables-multiport[port="imap,imaps"]                      | 993 | true
          iptables-multiport[port="imap,imaps"]                      | 110 | false
          iptables-multiport[port="0:65535"]                         | 110 | true
          iptables-multiport[port="100:"]                            | 110 | true
          iptables-multiport[port=143, protocol=udp]                 | 143 | false
          iptables-multiport[port=143, protocol="tcp,udp"]           | 143 | true
          iptables-multiport[name=x]                                 | 143 | false
          iptables-allports[name=x]                                  | 143 | true
          iptables[port=imap]                                        | 143 | true
          iptables[port="imap,pop3"]                                 | 143 | false
          iptables[type=multiport, port="imap,pop3"]                 | 143 | true
          iptables[type=allports]                                    | 143 | true
          iptables-allports[chain=INPUT]                             | 143 | true
          nftables[port="imap,pop3"]                                 | 143 | true
          ufw                                                        | 143 | true
          route                                                      | 143 | true
          sendmail-whois[dest=root]                                  | 143 | false
          sendmail iptables-allports                                 | 143 | true
          %(action_mwl)s                                             | 143 | true
          """)
  void closesThePortsThatTheActionNames(String action, int port, boolean bans) {
    assertThat(bans(action, port, Map.of()).is(bans)).as(action).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          iptables-allports[chain=DOCKER-USER]
          iptables-multiport[port="imap,imap3"]
          iptables[type=elsewhere]
          our-own-script
          hostsdeny
          """)
  void doesNotGuess(String action) {
    assertThat(bans(action, 143, Map.of()).isKnown()).as(action).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"'', false", "'true', true"})
  void looksIntoTheFileOfAnAction(String command, boolean bans) {
    Map<String, String> files =
        Map.of(
            "etc/fail2ban/action.d/iptables-allports.conf",
            "[Definition]\nactionban = " + command + "\n");
    assertThat(bans("iptables-allports", 143, files).is(bans)).isTrue();
  }
}
