package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.network.Jail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether jails watch the logs that the daemons beside them write. */
class WatchedLogsTest {
  private static final String DOVECOT = "# 2.3.19.1 (9b53102964): x\nprotocols = imap\n";
  private static final String OWN_LOG = DOVECOT + "log_path = /var/log/dovecot.log\n";

  @TempDir Path directory;

  @BeforeEach
  void aMailServer() throws IOException {
    write(directory, "etc/dovecot/dovecot.conf", DOVECOT);
    write(
        directory, "etc/postfix/main.cf", "smtpd_sasl_auth_enable = yes\ninet_interfaces = all\n");
    write(
        directory,
        "etc/postfix/master.cf",
        "smtp inet n - y - - smtpd\nrewrite unix - - y - - trivial-rewrite\n");
  }

  private void jail(String name, String options) throws IOException {
    String expression = name.equals("dovecot") ? "auth failed.*rip=<HOST>" : "\\[<HOST>\\]: SASL";
    write(
        directory,
        "etc/fail2ban/jail.local",
        "[%s]\nenabled = true\nfilter =\nfailregex = %s\n%s\n"
            .formatted(name, expression, options));
  }

  @Test
  void aLogOfItsOwnHasToBeWatched() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", OWN_LOG);
    jail("dovecot", "logpath = /var/log/mail.log");
    assertThat(bans().is(false)).as("what syslog writes").isTrue();
    jail("dovecot", "logpath = /var/log/mail.log\n  /var/log/dove*.log tail");
    assertThat(bans().is(true)).as("a pattern in a second line").isTrue();
    write(
        directory,
        "etc/dovecot/dovecot.conf",
        OWN_LOG + "info_log_path = /var/log/dovecot-info.log\n");
    jail("dovecot", "logpath = /var/log/dovecot.log");
    assertThat(bans().is(false)).as("failed logins are information").isTrue();
    jail("dovecot", "backend = systemd");
    assertThat(bans().is(false)).as("the journal").isTrue();
    jail("dovecot", "maxretry = 3");
    assertThat(bans().isKnown()).as("the package's own path").isFalse();
  }

  @Test
  void whetherItIsStartedAtAllIsToldByTheLinksThatEnableUnits() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", OWN_LOG);
    jail("dovecot", "logpath = /var/log/dovecot.log");
    write(directory, "etc/systemd/system/multi-user.target.wants/dovecot.service", "");
    assertThat(bans().isKnown()).isFalse();
    write(directory, "etc/systemd/system/multi-user.target.wants/fail2ban.service", "");
    assertThat(bans().is(true)).isTrue();
  }

  @Test
  void anOwnLogOfPostfixToo() throws Exception {
    write(
        directory,
        "etc/postfix/main.cf",
        """
        smtpd_sasl_auth_enable = yes
        inet_interfaces = all
        maillog_file = /var/log/postfix.log
        """);
    jail("postfix-sasl", "logpath = /var/log/mail.log");
    assertThat(bans().is(false)).isTrue();
    jail("postfix-sasl", "logpath = /var/log/postfix.log");
    assertThat(bans().is(true)).isTrue();
  }

  @Test
  void whereSyslogWritesItsOwnConfigurationTells() throws Exception {
    jail("dovecot", "logpath = /var/log/dovecot.log");
    assertThat(bans().isKnown()).as("no file tells").isFalse();
    write(
        directory,
        "etc/rsyslog.conf",
        "*.*;auth,mail.none\t-/var/log/syslog\nmail.*\t-/var/log/mail.log\n");
    assertThat(bans().is(false)).as("a file of nobody").isTrue();
    jail("dovecot", "logpath = /var/log/mail.log");
    assertThat(bans().is(true)).isTrue();
    jail("dovecot", "logpath = /var/log/syslog");
    assertThat(bans().is(false)).as("mail is left out there").isTrue();
    write(
        directory,
        "etc/rsyslog.d/10.conf",
        "local5.* /var/log/dovecot.log\n:msg, contains, \"x\" /var/log/x\n");
    jail("dovecot", "logpath = /var/log/dovecot.log");
    assertThat(bans().is(false)).as("another facility").isTrue();
    write(directory, "etc/dovecot/dovecot.conf", DOVECOT + "syslog_facility = local5\n");
    assertThat(bans().is(true)).isTrue();
    jail("dovecot", "logpath = /var/log/x");
    assertThat(bans().isKnown()).as("another form of statement").isFalse();
  }

  @Test
  void warningsAreLessThanAll() throws Exception {
    write(
        directory,
        "etc/rsyslog.conf",
        "mail.warn /var/log/mail.warn\nmail.=info /var/log/mail.info\n");
    jail("dovecot", "logpath = /var/log/mail.warn");
    assertThat(bans().is(false)).isTrue();
    jail("dovecot", "logpath = /var/log/mail.info");
    assertThat(bans().is(true)).isTrue();
    jail("postfix-sasl", "logpath = /var/log/mail.warn");
    assertThat(bans().is(true)).isTrue();
    jail("postfix-sasl", "logpath = /var/log/mail.info");
    assertThat(bans().is(false)).isTrue();
  }

  @Test
  void withoutSyslogThereIsTheJournalAlone() throws Exception {
    jail("dovecot", "logpath = /var/log/mail.log");
    assertThat(bans().is(true)).as("where distributions write it").isTrue();
    String rsyslog = "Package: rsyslog\nStatus: install ok installed\nVersion: 8.2302.0-1\n\n";
    String dovecot =
        "Package: dovecot-core\nStatus: install ok installed\nVersion: 1:2.3.19.1+dfsg1-2.1\n\n";
    write(directory, "var/lib/dpkg/status", dovecot + rsyslog);
    assertThat(bans().is(true)).isTrue();
    write(
        directory,
        "var/lib/dpkg/status",
        dovecot + rsyslog.replace("install ok installed", "deinstall ok config-files"));
    assertThat(bans().is(false)).isTrue();
    jail("dovecot", "backend = systemd");
    assertThat(bans().is(true)).isTrue();
    jail("dovecot", "backend = systemd\n[sshd]\nenabled = true\nlogpath = /var/log/auth.log");
    assertThat(bans().isKnown()).isFalse();
    assertThat(bans().toString()).contains("unless the log of jail sshd is there");
    jail("dovecot", "backend = systemd\njournalmatch = _SYSTEMD_UNIT=sshd.service");
    assertThat(bans().is(false)).isTrue();
  }

  /** Whether the one jail bans those who guess at some endpoint. */
  private Fact<Boolean> bans() throws HostFinder.BadPath {
    Jail jail =
        HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT)
            .jails()
            .toOptional()
            .orElseThrow()
            .stream()
            .filter(one -> one.enabled().is(true))
            .findFirst()
            .orElseThrow();
    return jail.covers().map(ids -> !ids.isEmpty());
  }
}
