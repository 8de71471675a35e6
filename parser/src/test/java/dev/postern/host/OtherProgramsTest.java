package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers of mail that are not read are named. */
class OtherProgramsTest {
  @TempDir Path directory;

  private String assumptions() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    return HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT)
        .assumptions()
        .toString();
  }

  @ParameterizedTest
  @CsvSource({
    "Exim, etc/exim4/update-exim4.conf.conf, dc_eximconfig_configtype='local'",
    "Courier, etc/courier/imapd, PORT=143",
    "nginx, etc/nginx/nginx.conf, mail {",
    "HAProxy, etc/haproxy/haproxy.cfg, '    bind :143,:::143 v6only'",
    "HAProxy, etc/haproxy/haproxy.cfg, '  bind 192.0.2.1:993 ssl crt /etc/ssl/a.pem'",
    "stunnel, etc/stunnel/imap.conf, accept = 993",
    "stunnel, etc/stunnel/stunnel.conf, 'accept=192.0.2.1:pop3s'",
    "inetd, etc/inetd.conf, 'imap2 stream tcp nowait root /usr/sbin/tcpd imapd'"
  })
  void isNamed(String name, String path, String text) throws Exception {
    write(directory, path, "# first\n" + text + "\n");
    assertThat(assumptions())
        .contains("no mail comes or goes by %s (%s), not read here".formatted(name, path));
  }

  @Test
  void aDaemonThatNothingStartsIsTakenForStarted() throws Exception {
    write(directory, "etc/systemd/system/multi-user.target.wants/postfix.service", "");
    assertThat(assumptions())
        .contains(
            "what starts it stands elsewhere: no link in etc/systemd/system enables"
                + " dovecot.service or dovecot.socket, though others are there");
    write(directory, "etc/systemd/system/sockets.target.wants/dovecot.socket", "");
    assertThat(assumptions()).isEqualTo("[]");
  }

  @Test
  void whatServesSomethingElseIsNot() throws Exception {
    write(directory, "etc/nginx/nginx.conf", "http {\n  root /srv/mail;\n}\n#mail {\n");
    write(directory, "etc/haproxy/haproxy.cfg", "frontend web\n  bind :8443\n  # bind :143\n");
    write(directory, "etc/stunnel/ldap.conf", "accept = 636\nconnect = 993\n");
    write(directory, "etc/inetd.conf", "#imap2 stream tcp nowait root imapd\nident stream tcp x\n");
    assertThat(assumptions()).isEqualTo("[]");
  }
}
