package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No command shows a password, a key or a token, wherever the files keep it. */
class SecretsTest {
  private static final String SECRET = "hunter2";

  @TempDir Path directory;

  @BeforeEach
  void host() throws IOException {
    write(
        "etc/dovecot/dovecot.conf",
        """
        # 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf
        protocols = imap
        auth_mechanisms = plain oauthbearer
        ssl = yes
        ssl_key_password = hunter2
        ssl_key = -----BEGIN PRIVATE KEY-----hunter2
        imapc_password = hunter2
        auth_policy_hash_nonce = hunter2
        auth_policy_server_url = http://user:hunter2@127.0.0.1:4001/?key=hunter2
        auth_policy_server_api_header = Authorization: Basic hunter2
        doveadm_password = hunter2
        doveadm_api_key = hunter2
        mail_attribute_dict = redis:host=192.0.2.3:password=hunter2
        plugin {
          push = https://user:hunter2@push.example/?token=hunter2
          notify_token = hunter2
          mail_crypt_global_private_key = hunter2
          fts_solr = url=https://me:hunter2@solr:8983/
        }
        service doveadm {
          inet_listener {
            port = 24245
          }
        }
        passdb {
          driver = static
          args = password=hunter2 nopassword=n
        }
        passdb {
          driver = sql
          args = /etc/dovecot/dovecot-sql.conf.ext
        }
        passdb {
          driver = oauth2
          mechanisms = oauthbearer
          args = /etc/dovecot/oauth.conf.ext
        }
        passdb {
          driver = passwd-file
          args = /etc/dovecot/users
        }
        userdb {
          driver = ldap
          args = /etc/dovecot/ldap.conf.ext
        }
        """);
    write(
        "etc/dovecot/dovecot-sql.conf.ext",
        """
        driver = mysql
        connect = host=db user=u password=hunter2
        key_of_something hunter2
        """);
    write(
        "etc/dovecot/oauth.conf.ext",
        """
        client_secret = hunter2
        introspection_url = https://c:hunter2@idp.example/
        """);
    write("etc/dovecot/ldap.conf.ext", "hosts = a\ndn = cn=x\ndnpass = hunter2\n");
    write("etc/dovecot/users", "joe:{PLAIN}hunter2:1000:1000::/home/joe\n");
    write(
        "etc/postfix/main.cf",
        """
        smtp_sasl_auth_enable = yes
        smtp_sasl_password_maps = inline:{ {[relay.example]:587=user:hunter2} }
        lmtp_sasl_password_maps = static:user:hunter2
        my_pass = hunter2
        virtual_alias_maps = mysql:/etc/postfix/mysql.cf
        relayhost = [relay.example]:587
        """);
    write("etc/postfix/mysql.cf", "user = u\npassword = hunter2\nhosts = db\nquery = select 1\n");
    write(
        "etc/postfix/master.cf",
        """
        smtp inet n - y - - smtpd
            -o smtp_sasl_password_maps=static:u:hunter2 -o my_pass=hunter2
        submission inet n - y - - smtpd -o { smtp_sasl_password_maps = static:u:hunter2 }
        smtp unix - - y - - smtp -o smtp_sasl_password_maps=static:u:hunter2
        lists unix - n n - - pipe flags=R user=lists argv=/usr/bin/lists --password=hunter2
        """);
    write(
        "etc/fail2ban/jail.local",
        """
        [DEFAULT]
        action = cloudflare[cfuser=u, cftoken="hunter2"]
          sendmail[dest=a, password=hunter2]
        abuseipdb_apikey = hunter2
        [dovecot]
        enabled = true
        """);
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check -f text -v ROOT",
        "check -f json --show pass,fail,unknown,not-applicable ROOT",
        "check -f concise ROOT",
        "show ROOT",
        "show -f json ROOT",
        "settings --all --origins ROOT/etc/dovecot/dovecot.conf",
        "settings -f json ROOT/etc/dovecot/dovecot.conf",
        "settings --all --origins ROOT/etc/postfix",
        "settings --all --expand ROOT/etc/postfix",
        "settings -f json ROOT/etc/postfix",
        "settings --services ROOT/etc/postfix",
        "settings --service smtp/inet --all ROOT/etc/postfix",
        "settings --service smtp/unix ROOT/etc/postfix",
      })
  void noneIsShown(String command) {
    List<String> arguments = new ArrayList<>();
    for (String word : command.split(" ", -1)) {
      arguments.add(word.replace("ROOT", directory.toString()));
    }

    Run run = Run.of(arguments.toArray(String[]::new));

    assertThat(run.err()).doesNotContain("usage", "bug in Postern");
    assertThat(run.out() + run.err()).isNotEmpty();
    assertThat((run.out() + run.err()).lines().filter(line -> line.contains(SECRET))).isEmpty();
  }

  @Test
  void aLineThatCannotBeReadIsQuotedWithoutThem() throws IOException {
    write("etc/postfix/main.cf", "smtp_sasl_password_maps static:user:hunter2\nmyhostname = a\n");

    Run run = Run.of("check", "-v", directory.toString());

    assertThat(run.out()).contains("main.cf:1:1: error");
    assertThat(run.out() + run.err()).doesNotContain(SECRET);
  }
}
