package dev.postern.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an option may be shown. */
class SecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "filter | postfix[mode=auth] | postfix[mode=auth]",
        "filter | x[mode=auth, key=hunter2] | x[mode=auth, key=***]",
        "action_ | %(banaction)s[port=\"%(port)s\", token='hunter2'] | "
            + "%(banaction)s[port=\"%(port)s\", token=***]",
        "action | cloudflare[cftoken=\"hunter2\", name=\"a] | cloudflare[***]",
        "action | cloudflare[hunter2] | cloudflare[***]",
        "action | cloudflare[cfkey=\"hunter2 | cloudflare[***]",
        "action_hunter | hunter2 | ***",
        "dovecot_log | /var/log/mail.log | /var/log/mail.log",
        "abuseipdb_apikey | hunter2 | ***",
        "action | iptables[name=a]$1 | iptables[name=a]$1",
        "action | a[name=$1\\x] | a[name=$1\\x]"
      })
  void hidesWhatMayBeOne(String name, String value, String shown) {
    assertThat(Secrets.shown(name, value)).isEqualTo(name + " = " + shown);
  }
}
