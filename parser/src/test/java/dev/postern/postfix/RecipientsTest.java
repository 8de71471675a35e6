package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Address;
import dev.postern.posture.Contribution;
import dev.postern.posture.mail.Recipients;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.source.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For whom mail is taken, asked of a running Postfix where it can tell. */
class RecipientsTest {
  private static final String MAIN =
      """
      compatibility_level = 3.6
      myhostname = mail.example.test
      mydestination = local.test
      virtual_alias_domains = alias.test
      virtual_alias_maps = inline:{known@alias.test=x@elsewhere.test}
      virtual_mailbox_domains = mailbox.test
      virtual_mailbox_maps = inline:{known@mailbox.test=x}
      relay_domains = relay.test
      relay_recipient_maps = inline:{known@relay.test=x}
      alias_maps = inline:{postmaster=root}
      local_recipient_maps = $alias_maps
      mynetworks = 127.0.0.0/8
      inet_protocols = ipv4
      """;

  private static final List<List<String>> SERVICES =
      List.of(
          List.of(),
          List.of("local_recipient_maps="),
          List.of("relay_recipient_maps="),
          List.of("virtual_mailbox_maps="),
          List.of("smtpd_reject_unlisted_recipient=no"),
          List.of("virtual_alias_maps=inline:{@alias.test=@elsewhere.test}"),
          List.of("relay_recipient_maps=inline:{@relay.test=x}"),
          List.of(
              "smtpd_reject_unlisted_recipient=no",
              "smtpd_recipient_restrictions=reject_unlisted_recipient"),
          List.of("recipient_canonical_maps=inline:{@local.test=@elsewhere.test}"),
          List.of("local_recipient_maps=inline:{@local.test=x}"),
          List.of(
              "relay_recipient_maps=",
              "smtpd_recipient_restrictions=check_recipient_access inline:{known@relay.test=ok},"
                  + " reject"),
          List.of("smtpd_relay_restrictions=check_client_access inline:{10.200.0=ok}, reject"),
          List.of(
              "smtpd_client_restrictions=check_client_access inline:{10.200.0.2=ok}, reject",
              "smtpd_relay_restrictions=reject_unauth_destination"),
          List.of("smtpd_relay_restrictions=check_client_access cidr:{{10.200.0.0/30 ok}}, reject"),
          List.of(
              "mynetworks=10.200.0.0/16",
              "smtpd_relay_restrictions=check_client_access inline:{10.200.0.2=ok},"
                  + " permit_mynetworks, reject"));

  private static final List<String> SCRIPT =
      List.of(
          "EHLO client.example.test",
          "MAIL FROM:<>",
          "RCPT TO:<no-such-user-here@local.test>",
          "RCPT TO:<no-such-user-here@alias.test>",
          "RCPT TO:<no-such-user-here@mailbox.test>",
          "RCPT TO:<no-such-user-here@relay.test>",
          "RCPT TO:<someone@foreign.test>");

  private static final Address CLIENT = Address.parse("10.200.0.2").orElseThrow();

  @TempDir Path temp;

  @Test
  void takesMailForNobodyAndOfTheListedAsARunningServerDoes() throws IOException {
    PostfixLab lab = new PostfixLab(temp);
    String master = Instance.services(SERVICES);
    Map<String, List<String>> scripts = new TreeMap<>();
    Contribution posture = Instance.read(MAIN, master);
    posture.smtpRelays().forEach(relay -> scripts.put(port(relay), SCRIPT));
    assertThat(scripts).hasSameSizeAs(SERVICES);
    Map<String, List<String>> met = lab.talk(MAIN, master, scripts);
    SoftAssertions every = new SoftAssertions();
    for (SmtpRelay relay : posture.smtpRelays()) {
      List<String> answers = met.getOrDefault(port(relay), List.of());
      every.assertThat(answers).as(port(relay)).hasSize(SCRIPT.size() + 1);
      List<Boolean> taken = new ArrayList<>();
      answers.subList(3, answers.size()).forEach(answer -> taken.add(answer.startsWith("250")));
      Recipients recipients = relay.recipients();
      every
          .assertThat(recipients.unknownTaken().is(taken.subList(0, 4).contains(true)))
          .as("%s takes mail for nobody: %s, %s", port(relay), recipients.unknownTaken(), answers)
          .isTrue();
      // A client that mynetworks holds needs no table.
      boolean trusted = relay.trustedNetworks().toOptional().orElseThrow().contains(CLIENT);
      every
          .assertThat(recipients.relayedByTable().is(taken.get(4) && !trusted))
          .as("%s relays what a table names: %s", port(relay), recipients.relayedByTable())
          .isTrue();
    }
    every.assertAll();
  }

  private static String port(SmtpRelay relay) {
    return String.valueOf(relay.port().toOptional().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "relay_recipient_maps = mysql:/etc/postfix/users.cf",
        "virtual_mailbox_maps = hash:/etc/postfix/not-there",
        "virtual_alias_maps = ldap:users",
      })
  void doesNotKnowWhomAHiddenTableNames(String setting) {
    assertThat(recipients(MAIN + setting + "\n").unknownTaken().isKnown()).isFalse();
  }

  @Test
  void returnsNothingWhereTheNextHostIsAskedOrSomebodyTakesTheRest() {
    assertThat(
            recipients(
                    MAIN
                        + "relay_recipient_maps =\n"
                        + "smtpd_recipient_restrictions = reject_unverified_recipient\n")
                .unknownTaken()
                .is(false))
        .isTrue();
    assertThat(
            recipients(MAIN + "local_recipient_maps =\nluser_relay = root\n")
                .unknownTaken()
                .is(false))
        .isTrue();
  }

  @Test
  void namesClientsByTheirNamesToo() {
    String list = "smtpd_relay_restrictions = check_client_access inline:{%s=ok}, reject\n";
    assertThat(recipients(MAIN + list.formatted("partner.example")).relayedByTable().is(true))
        .isTrue();
    String only = "smtpd_client_restrictions = check_client_access mysql:/x\n";
    assertThat(recipients(MAIN + only).relayedByTable().is(false)).isTrue();
    String table = "smtpd_relay_restrictions = check_client_access mysql:/x, reject\n";
    assertThat(recipients(MAIN + table).relayedByTable().isKnown()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postmaster: root                  | ''                       | true",
        "'\"Postmaster\" : root, admin'    | ''                       | true",
        "postmasters: root                 | ''                       | false",
        "''                                | luser_relay = admin      | true",
        "''                                | mailbox_transport = lmtp:x | ",
        "''                                | alias_maps = nis:aliases | ",
        "''                                | virtual_alias_maps = inline:{postmaster=x@y} | true",
        "''                                | virtual_alias_maps = inline:{postmaster@other=x} | false",
        "postmaster: root                  | virtual_mailbox_domains = a.test | ",
        "postmaster: root                  | virtual_mailbox_domains = a.test ; virtual_mailbox_maps = inline:{x@a.test=y} | false",
        "postmaster: root                  | virtual_mailbox_domains = a.test ; virtual_mailbox_maps = inline:{@a.test=y} | true",
      })
  void looksForThePostmasterOfEachDomain(String aliases, String settings, @Nullable Boolean found) {
    String main =
        Instance.HOST
            + "mydestination = local.test localhost\nalias_maps = hash:/etc/aliases\n"
            + settings.replace(" ; ", "\n")
            + "\n";
    Map<String, byte[]> files = new TreeMap<>();
    files.put("etc/postfix/main.cf", main.getBytes(StandardCharsets.UTF_8));
    files.put("etc/postfix/master.cf", Instance.SMTP.getBytes(StandardCharsets.UTF_8));
    files.put("etc/aliases", aliases.getBytes(StandardCharsets.UTF_8));
    assertThat(
            Instance.read(new MemoryTree(files))
                .smtpRelays()
                .get(0)
                .recipients()
                .postmaster()
                .toOptional())
        .as(main)
        .isEqualTo(Optional.ofNullable(found));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mydestination =                                          | true",
        "mydestination = localhost localhost.$mydomain            | true",
        "mydestination = $myhostname                              | false",
        "relay_domains = example.org                              | false",
        "virtual_alias_maps = inline:{x@y.example=z}              | true",
        "virtual_alias_maps = inline:{y.example=any}              | false",
        "virtual_mailbox_domains = mysql:/x                       | ",
        "mynetworks = 127.0.0.0/8 10.0.0.0/24                     | false",
        "smtpd_sasl_auth_enable = yes                             | false",
      })
  void knowsAServerThatServesNobody(String setting, @Nullable Boolean nobody) {
    String main = Instance.HOST + "mydestination = localhost\n" + setting + "\n";
    assertThat(recipients(main).servesNobody().toOptional())
        .as(setting)
        .isEqualTo(Optional.ofNullable(nobody));
  }

  private static Recipients recipients(String main) {
    return Instance.read(main, Instance.SMTP).smtpRelays().get(0).recipients();
  }
}
