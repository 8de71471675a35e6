package dev.postern.postfix;

import static dev.postern.postfix.Instance.HOST;
import static dev.postern.postfix.Instance.SMTP;
import static dev.postern.postfix.Instance.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.Contribution;
import dev.postern.posture.Endpoint;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.service.State;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which mail for foreign domains is taken. */
class RelayTest {
  @Test
  void callsAWildcardDestinationOpen() {
    for (String list :
        List.of(
            "relay_domains = com",
            "relay_domains = static:all",
            "relay_domains = example.test, .test, com",
            "relay_domains = org",
            "mydestination = static:all")) {
      SmtpRelay relay = relay(list + "\n");
      assertThat(relay.open().is(true)).as(list).isTrue();
      assertThat(relay.witness()).as(list).isPresent();
    }
  }

  @Test
  void takesAParentForItsChildrenOnlyWhereToldTo() {
    assertThat(relay("relay_domains = com\nparent_domain_matches_subdomains =\n").open().is(false))
        .isTrue();
    assertThat(relay("relay_domains = .com\nparent_domain_matches_subdomains =\n").open().is(true))
        .isTrue();
    assertThat(relay("mydestination = com\n").open().is(false)).isTrue();
    String parents = "\nparent_domain_matches_subdomains = ";
    for (String names :
        List.of("Relay_Domains", "inline:{relay_domains=x}", "!smtpd_access_maps static:all")) {
      assertThat(relay("relay_domains = com" + parents + names + "\n").open().is(true))
          .as(names)
          .isTrue();
      assertThat(relay("relay_domains = .com" + parents + names + "\n").open().is(false))
          .as(names)
          .isTrue();
    }
    assertThat(
            relay("relay_domains = com" + parents + "!relay_domains static:x\n").open().is(false))
        .isTrue();
  }

  /** The networks of the documentation are in lists of those that do not exist. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cidr:{{203.0.113.0/24 REJECT}} | true",
        "cidr:{{203.0.113.0/24 REJECT} {65.0.0.0/8 REJECT}} | false",
        "cidr:{{198.51.100.7 OK} {0.0.0.0/0 REJECT}} | true",
        "cidr:{{10.1.2.3 OK} {0.0.0.0/0 REJECT}} | false",
        "static:REJECT | false"
      })
  void takesMailOfStrangersWhomNoListTurnsAway(String clients, boolean taken) {
    SmtpRelay relay =
        relay(
            "mydestination = example.test\nsmtpd_client_restrictions = check_client_access %s\n"
                .formatted(clients));
    assertThat(relay.takesOwnMail().is(taken)).as("%s", relay.takesOwnMail()).isTrue();
  }

  /** The top-level domains of the documentation are in lists of names that no host has. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "pcre:{{/[.](local|lan|example|test)$$/ REJECT}} ; true",
        "pcre:{{/[.](com|example|test)$$/ REJECT}} ; true",
        "pcre:{{/[.](com|example|test|net|org)$$/ REJECT}} ; false",
        "static:REJECT ; false"
      })
  void takesMailOfStrangersWhoseNameNoListTurnsAway(String names, boolean taken) {
    SmtpRelay relay =
        relay(
            "mydestination = example.test\nsmtpd_helo_required = yes\n"
                + "smtpd_relay_restrictions = check_helo_access %s, permit\n".formatted(names)
                + "smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_sender\n");
    assertThat(relay.takesOwnMail().is(taken)).as("%s", relay.takesOwnMail()).isTrue();
  }

  @Test
  void findsClientsThatATableLetsRelayBeforeItTurnsAllOthersAway() {
    assertThat(
            relay(
                    "smtpd_relay_restrictions = check_client_access"
                        + " cidr:{{198.51.100.7 OK} {0.0.0.0/0 REJECT}}, reject\n")
                .recipients()
                .relayedByTable()
                .is(true))
        .isTrue();
  }

  /** As a running Postfix 3.7.11 answered to a message right behind DATA. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reject_unauth_pipelining | false",
        "permit, reject_unauth_pipelining | true",
        "warn_if_reject reject_unauth_pipelining | true",
        "check_client_access static:OK, reject_unauth_pipelining | true",
        "check_client_access static:DUNNO, REJECT_unauth_pipelining | false",
        "own_class | false",
        "check_sender_access static:own_class | false",
        "permit_mynetworks, reject_unauth_pipelining | false",
        "check_client_access static:reject_unauth_pipelining | false",
        "check_helo_access inline:{client.example=OK}, reject_unauth_pipelining | true",
        "sleep 1, reject_unauth_pipelining | false",
        "permit | true",
        "'' | true"
      })
  void asksForTheMessageFirst(String list, boolean ahead) {
    String main =
        "mydestination = example.test\nlocal_recipient_maps =\nsmtpd_restriction_classes = own_class\n"
            + "own_class = permit_mynetworks, reject_unauth_pipelining\nsmtpd_data_restrictions = "
            + list;
    assertThat(relay(main + "\n").smtp().commandsAhead().is(ahead)).isTrue();
  }

  @Test
  void takesNoMailForDomainsBehindAnExclamationMark() {
    assertThat(relay("relay_domains = !foreign.example.com, com\n").witness().orElseThrow())
        .extracting(SmtpRelay.Witness::recipient)
        .isEqualTo("someone@another.example.com");
    assertThat(relay("relay_domains = !com, com\n").open().is(false)).isTrue();
    assertThat(relay("relay_domains = fail:always, com\n").open().is(false)).isTrue();
  }

  /** access(5): such recipients are too suspicious for OK. */
  @Test
  void letsNoRecipientInByATableThatNamesTheWayOn() {
    String table = "smtpd_relay_restrictions = check_recipient_access pcre:{{/%s/ OK}}, reject\n";
    assertThat(relay(table.formatted("@.*@")).open().is(false)).isTrue();
    assertThat(relay("allow_untrusted_routing = yes\n" + table.formatted("@.*@")).open().is(true))
        .isTrue();
    assertThat(relay(table.formatted("^boss@")).open().is(true)).isTrue();
  }

  @Test
  void asksTablesForUsersWhereSomebodyHasLoggedIn() {
    String login = "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n";
    String lists = login + "smtpd_relay_restrictions = check_sasl_access %s, reject\n";
    assertThat(relay(lists.formatted("static:OK")).loginMayForge().is(true)).isTrue();
    assertThat(relay(lists.formatted("static:REJECT")).loginMayForge().is(false)).isTrue();
    assertThat(relay(lists.formatted("inline:{boss=OK}")).loginMayForge().isKnown()).isFalse();
    assertThat(relay(lists.formatted("static:OK")).open().is(false)).isTrue();
  }

  @Test
  void asksTrivialRewriteForTheHostsOwnDomains() {
    String rewrite = "rewrite unix - - n - - trivial-rewrite\n";
    String option = " -o relay_domains=static:all\n";
    assertThat(read(HOST, SMTP + option + rewrite).smtpRelays().get(0).open().is(false)).isTrue();
    assertThat(read(HOST, SMTP + rewrite + option).smtpRelays().get(0).open().is(true)).isTrue();
  }

  @Test
  void callsNoDomainBelowAnOwnOneForeign() {
    for (String list :
        List.of(
            "relay_domains = example.com",
            "mydestination = foreign.example.com",
            "virtual_mailbox_domains = foreign.example.com foreign.example.net",
            "relay_domains = .example.com example.net",
            "relay_domains = example.com example.net example.org",
            "relay_domains = inline:{example.com=x, example.net=x}")) {
      SmtpRelay relay = relay(list + "\n");
      assertThat(relay.open().is(false)).as(list).isTrue();
      assertThat(relay.witness()).as(list).isEmpty();
    }
    SmtpRelay open =
        relay(
            """
            relay_domains = example.com
            smtpd_relay_restrictions = check_client_access static:ok, reject
            """);
    assertThat(open.witness().orElseThrow().recipient()).isEqualTo("someone@foreign.example.net");
  }

  @Test
  void triesEachAlternativeOfAPattern() {
    String open = "pcre:{{/^post@/ REJECT} {/^(post|boss|(pay|bill)er)@partner\\.example$$/ OK}}";
    assertThat(relay(senders(open)).witness().orElseThrow().sender())
        .isEqualTo("boss@partner.example");
    String closed = "pcre:{{/^(post|boss)@/ REJECT} {/^(post|boss)@partner\\.example$$/ OK}}";
    assertThat(relay(senders(closed)).open().is(false)).isTrue();
  }

  @Test
  void doesNotKnowWhereTablesNameMoreThanCanBeTried() {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 45; i++) {
      names.append("name").append(i).append(".example=dunno,");
    }
    String table = "inline:{" + names + "other.example=dunno}";
    String many =
        """
        smtpd_helo_restrictions = check_helo_access %1$s
        smtpd_sender_restrictions = check_sender_access %1$s
        smtpd_relay_restrictions = check_recipient_access %1$s, reject
        """
            .formatted(table);
    assertThat(relay(many).open()).isInstanceOf(Fact.Unknown.class);
  }

  /** What a filter does with other arguments of a command, one answer does not tell. */
  @Test
  void doesNotKnowWhatComesOfCommandsThatAFilterReplaces() {
    String open = "smtpd_relay_restrictions = static:ok, reject\nsmtpd_command_filter = ";
    for (String line : List.of("MAIL", "RCPT TO", "DATA")) {
      assertThat(relay(open + "pcre:{{/^%s/ NOOP}}\n".formatted(line)).open().isKnown())
          .as(line)
          .isFalse();
    }
    assertThat(relay(open + "pcre:{{/^BDAT/ NOOP}}\n").open().is(true)).isTrue();
    String login = "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n";
    String filter = "smtpd_command_filter = pcre:{{/^%s/ NOOP}}\n";
    for (String line : List.of("AUTH", "VRFY")) {
      assertThat(
              read(HOST + login + filter.formatted(line), SMTP)
                  .endpoints()
                  .get(0)
                  .authentication()
                  .offered()
                  .is(true))
          .as(line)
          .isEqualTo(line.equals("VRFY"));
    }
  }

  /** Each was asked of smtpd 3.7.11 by a client whose certificate it had made itself. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permit_tls_clientcerts            | static:x | yes | true",
        "permit_tls_clientcerts            | static:x | no  | false",
        "permit_tls_clientcerts            | ''       | yes | false",
        "permit_tls_all_clientcerts        | static:x | yes | true",
        "check_ccert_access static:OK      | ''       | yes | true",
        "check_ccert_access static:OK      | ''       | no  | false",
        "check_ccert_access static:REJECT  | ''       | yes | false"
      })
  void letsInStrangersWithACertificateOfTheirOwn(
      String restriction, String listed, String asks, boolean open) {
    String main =
        """
        smtpd_tls_security_level = may
        smtpd_tls_chain_files = /etc/ssl/mail.pem
        smtpd_tls_ask_ccert = %s
        relay_clientcerts = %s
        smtpd_relay_restrictions = %s, reject_unauth_destination
        """
            .formatted(asks, listed, restriction);
    assertThat(relay(main).open().is(open)).isTrue();
  }

  /** A certificate that is demanded is one of an authority that smtpd knows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "encrypt | smtpd_tls_CAfile = /etc/ssl/our-ca.pem                 | false | false",
        "encrypt | smtpd_tls_CApath = /etc/ssl/our-cas                    | false | false",
        "encrypt | smtpd_tls_CApath = /etc/ssl/certs/                     | true  | true",
        "encrypt | smtpd_tls_CAfile = /etc/ssl/certs/ca-certificates.crt  | true  | true",
        "encrypt | tls_append_default_CA = yes                            | true  | true",
        "may     | smtpd_tls_CAfile = /etc/ssl/our-ca.pem                 | true  | true"
      })
  void strangersHaveNoCertificateOfAPrivateAuthority(
      String level, String authorities, boolean open, boolean guessable) {
    Contribution host =
        Instance.read(
            Instance.HOST
                + """
                smtpd_tls_security_level = %s
                smtpd_tls_chain_files = /etc/ssl/mail.pem
                smtpd_tls_req_ccert = yes
                %s
                smtpd_sasl_auth_enable = yes
                smtpd_relay_restrictions = check_client_access static:OK, reject
                """
                    .formatted(level, authorities),
            Instance.SMTP);
    assertThat(host.smtpRelays().get(0).open().is(open)).isTrue();
    Endpoint endpoint = host.endpoints().get(0);
    assertThat(endpoint.authentication().offered().is(true)).isTrue();
    assertThat(endpoint.authentication().guessable().is(guessable)).isTrue();
    assertThat(endpoint.state().is(State.WORKS)).isTrue();
  }

  private static String senders(String table) {
    return "smtpd_relay_restrictions = check_sender_access " + table + ", reject\n";
  }

  private static SmtpRelay relay(String main) {
    return read(HOST + main, SMTP).smtpRelays().get(0);
  }
}
