package dev.postern.postfix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations of Postfix written by hand: the files of each by name. */
final class FixedInstances {
  private static final String CERTIFICATE = Instance.CERTIFICATE;
  private static final String BASE = Instance.SERVER;
  private static final String LOGIN = "smtpd_sasl_auth_enable = yes\n";
  private static final String SMTP = "smtp inet n - n - - smtpd\n";
  private static final String THREE =
      SMTP
          + """
          submission inet n - n - - smtpd
            -o smtpd_tls_security_level=encrypt
          465 inet n - n - - smtpd
            -o smtpd_tls_wrappermode=yes
          """;

  private FixedInstances() {}

  /** Every combination of the settings that decide, and one configuration of each trap. */
  static Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (String level : List.of("none", "may", "encrypt")) {
      for (String only : List.of("yes", "no")) {
        for (String sasl : List.of("yes", "no")) {
          all.put(
              level + "-" + only + "-" + sasl,
              files(
                  BASE
                      + CERTIFICATE
                      + "smtpd_tls_security_level = %s\nsmtpd_tls_auth_only = %s\nsmtpd_sasl_auth_enable = %s\n"
                          .formatted(level, only, sasl),
                  THREE));
        }
      }
    }
    String may = BASE + CERTIFICATE + LOGIN + "smtpd_tls_security_level = may\n";
    all.put("no-certificate", files(BASE + LOGIN + "smtpd_tls_security_level = may\n", THREE));
    all.put(
        "no-certificate-open",
        files(
            BASE + "smtpd_tls_security_level = encrypt\n",
            SMTP + " -o smtpd_relay_restrictions=permit,reject\n"));
    all.put("bogus-level", files(BASE + CERTIFICATE + "smtpd_tls_security_level = bogus\n", THREE));
    all.put(
        "bogus-boolean",
        files(may, SMTP + " -o smtpd_tls_auth_only=true\n587 inet n - n - - smtpd\n"));
    all.put(
        "duplicate", files(may, SMTP + "25 inet n - n - - smtpd\n -o smtpd_tls_security_level=\n"));
    all.put("loopback-only", files(may + "inet_interfaces = loopback-only\n", THREE));
    all.put(
        "own-address",
        files(
            may,
            """
            127.0.0.1:smtp inet n - n - - smtpd
            10.200.0.1:587 inet n - n - - smtpd
            0.0.0.0:2525 inet n - n - - smtpd
            """));
    all.put("trusts-the-world", files(may + "mynetworks = 0.0.0.0/0\n", THREE));
    all.put(
        "permit-before-reject",
        files(
            may,
            SMTP
                + " -o smtpd_relay_restrictions=permit,reject_unauth_destination\n"
                + "587 inet n - n - - smtpd\n"
                + " -o {smtpd_relay_restrictions=permit_mynetworks reject_unauth_destination"
                + " permit}\n"
                + "465 inet n - n - - smtpd\n"
                + " -o smtpd_tls_wrappermode=yes\n"
                + " -o smtpd_relay_restrictions=static:ok,reject_unauth_destination\n"));
    all.put(
        "permit-in-one-list",
        files(
            may + "smtpd_recipient_restrictions = permit\n",
            SMTP
                + "587 inet n - n - - smtpd\n -o smtpd_relay_restrictions=\n"
                + " -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n"));
    all.put(
        "no-plaintext",
        files(
            may
                + "smtpd_sasl_security_options = noanonymous, noplaintext\n"
                + "smtpd_sasl_tls_security_options = noanonymous\n",
            THREE));
    all.put(
        "no-plaintext-at-all",
        files(may + "smtpd_sasl_security_options = noanonymous, noplaintext\n", THREE));
    all.put("bogus-security-option", files(may + "smtpd_sasl_security_options = nonsense\n", SMTP));
    all.put(
        "mechanism-filter",
        files(may + "smtpd_sasl_mechanism_filter = !cram-md5, static:rest\n", SMTP));
    all.put(
        "one-service-cannot-change-destinations",
        files(
            may + "relay_domains = com\nparent_domain_matches_subdomains =\n",
            SMTP
                + """
                587 inet n - n - - smtpd
                  -o relay_domains=static:all
                2525 inet n - n - - smtpd
                  -o mydestination=static:all
                2526 inet n - n - - smtpd
                  -o parent_domain_matches_subdomains=relay_domains
                """));
    all.put(
        "naked-address",
        files(
            may,
            SMTP
                + " -o {smtpd_relay_restrictions = permit_naked_ip_address, reject}\n"
                + "587 inet n - n - - smtpd\n"
                + " -o {smtpd_relay_restrictions = reject_unauth_destination,"
                + " permit_naked_ip_address}\n"));
    all.put(
        "senders-of-logins",
        files(
            may + "smtpd_sender_login_maps = inline:{someone@sender.example=other}\n",
            SMTP
                + """
                587 inet n - n - - smtpd
                  -o smtpd_sender_restrictions=reject_sender_login_mismatch
                588 inet n - n - - smtpd
                  -o smtpd_sender_restrictions=permit_sasl_authenticated,reject_sender_login_mismatch
                589 inet n - n - - smtpd
                  -o smtpd_sender_restrictions=reject_known_sender_login_mismatch
                590 inet n - n - - smtpd
                  -o smtpd_sender_restrictions=reject_unauthenticated_sender_login_mismatch
                591 inet n - n - - smtpd
                  -o smtpd_recipient_restrictions=reject_authenticated_sender_login_mismatch,permit
                592 inet n - n - - smtpd
                  -o smtpd_sender_restrictions=reject_sender_login_mismatch
                  -o smtpd_sender_login_maps=
                593 inet n - n - - smtpd
                  -o smtpd_sender_restrictions=reject_known_sender_login_mismatch
                  -o smtpd_sender_login_maps=
                594 inet n - n - - smtpd
                  -o smtpd_relay_restrictions=reject_unauth_destination
                """));
    all.put(
        "mail-ahead-of-the-answer",
        files(
            may,
            SMTP
                + """
                587 inet n - n - - smtpd
                  -o smtpd_data_restrictions=permit_mynetworks,reject_unauth_pipelining
                588 inet n - n - - smtpd
                  -o {smtpd_data_restrictions=warn_if_reject reject_unauth_pipelining}
                589 inet n - n - - smtpd
                  -o smtpd_data_restrictions=permit,reject_unauth_pipelining
                590 inet n - n - - smtpd
                  -o smtpd_forbid_unauth_pipelining=yes
                591 inet n - n - - smtpd
                  -o smtpd_recipient_restrictions=reject_unauth_pipelining
                """));
    all.put("empty-mechanism-filter", files(may + "smtpd_sasl_mechanism_filter =\n", THREE));
    all.put(
        "warn-if-reject",
        files(
            may
                + """
                smtpd_restriction_classes = softened faulty
                softened = reject, static:ok
                faulty = nonsense
                """,
            relaying(
                "warn_if_reject softened, reject",
                "warn_if_reject defer_if_permit, static:ok, reject",
                "warn_if_reject check_client_access static:{reject,permit}, reject",
                "warn_if_reject faulty, static:ok, reject",
                "defer_if_permit, static:ok, reject",
                "check_client_access static:{static:ok}, reject",
                "warn_if_reject check_client_access hash:/nonexistent/table, static:ok, reject",
                "check_reverse_client_hostname_access static:ok, static:ok, reject",
                "check_client_access inline:{unknown=dunno}, check_client_access inline:{203=ok},"
                    + " reject",
                "warn_if_reject, softened, softened, static:ok, reject",
                "sleep now, static:ok, reject")));
    all.put(
        "own-names-in-greetings",
        files(
            may,
            relaying(
                "reject_non_fqdn_helo_hostname, permit_naked_ip_address, reject",
                "reject_invalid_helo_hostname, permit_naked_ip_address, reject",
                "reject_non_fqdn_helo_hostname, check_helo_access inline:{friend=ok}, reject",
                "reject_invalid_helo_hostname, check_helo_access inline:{friend=ok}, reject",
                "check_sender_access inline:{<>=ok}, reject",
                "check_sender_access inline:{.example.net=ok}, reject")));
    all.put(
        "encryption-required-of-senders",
        files(
            may,
            relaying("reject_plaintext_session, static:ok, reject")
                + "587 inet n - n - - smtpd\n"
                + " -o smtpd_tls_security_level=none\n"
                + " -o {smtpd_relay_restrictions = reject_plaintext_session, static:ok,"
                + " reject}\n"));
    String early =
        """
        587 inet n - n - - smtpd
          -o smtpd_client_restrictions=reject
        465 inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
          -o smtpd_client_restrictions=reject
        2525 inet n - n - - smtpd
          -o smtpd_helo_restrictions=reject
        2526 inet n - n - - smtpd
          -o smtpd_helo_restrictions=reject
          -o smtpd_helo_required=yes
          -o smtpd_tls_security_level=encrypt
        2527 inet n - n - - smtpd
          -o smtpd_helo_restrictions=reject_plaintext_session
        2528 inet n - n - - smtpd
          -o smtpd_tls_wrappermode=yes
          -o smtpd_helo_restrictions=reject
        """;
    all.put(
        "asked-at-once",
        files(
            may
                + "smtpd_delay_reject = no\nsmtpd_sender_restrictions = reject_unauth_destination\n"
                + "smtpd_relay_restrictions = static:ok, reject\n",
            SMTP + early));
    all.put(
        "asked-at-once-of-insiders",
        files(
            may
                + "smtpd_delay_reject = no\nmynetworks = 10.0.0.0/8\n"
                + "smtpd_client_restrictions = permit_mynetworks, reject\n",
            SMTP));
    all.put(
        "classes",
        files(
            may
                + """
                smtpd_restriction_classes = senders endless there back
                senders = inline:{example.test=ok}, reject
                endless = endless, reject
                there = permit_inet_interfaces, back
                back = there
                """,
            relaying(
                    "endless, reject",
                    "reject_unauth_destination, endless",
                    "warn_if_reject endless, there, reject",
                    "static:ok, there, reject")
                + SMTP
                + " -o smtpd_sender_restrictions=senders\n"
                + " -o {smtpd_relay_restrictions = static:ok, reject}\n"));
    all.put(
        "one-of-the-domains-is-its-own",
        files(
            may
                + """
                relay_domains = com
                smtpd_sender_restrictions = check_recipient_access inline:{postmaster@=ok}, defer
                """,
            SMTP));
    all.put(
        "networks-written-oddly",
        files(
            may,
            trusting(
                "0.0.0.0/0",
                "0/0",
                "0.0.0.0/0.0.0.0",
                "0.0.0.0/1, 128.0.0.0/1",
                "192.0.0.0/4",
                "203.0.113.0/24 !203.0.113.7",
                "!203.0.113.7, 0.0.0.0/0",
                "!0.0.0.0/0, 203.0.113.7",
                "203.0.113.0/32",
                "203.0.113.7/24",
                "127.0.0.0/8,203.0.113.7",
                "127.0.0.0/8;203.0.113.7",
                "127.0.0.0/8 # 203.0.113.7",
                "203.0.113",
                "203.0.113.",
                "static:all",
                "cidr:{{203.0.113.0/24 no}}",
                "cidr:{{!203.0.113.7 yes}}",
                "inline:{203.0.113.7=no}",
                "inline:{203.0.113=yes}",
                "pcre:{{/^203/ yes}}",
                "regexp:{{/^203/ yes}}",
                "regexp:{{!/^10/ yes}}",
                "::/0",
                "[::]/0",
                "[::ffff:203.0.113.0]/120",
                "unknown",
                "*",
                "all",
                "[203.0.113.7]",
                "[203.0.113.0]/24",
                "203.0.113.7/32x",
                "203.0.113.0/24, 203.0.113.7/24",
                "203.0.113.7/24, 203.0.113.0/24",
                "2001:db8::/32",
                "203.0.113.0/24, 2001:db8::/32",
                "2001:db8::/32, 203.0.113.0/24",
                "203.0.113.0/24, ::1/128",
                "203.0.113.0/24, hash:/nonexistent")));
    all.put(
        "networks-that-are-none",
        files(
            may + "mynetworks = 10.0.0.0/8, 203.0.113.7/24, 203.0.113.0/24\n",
            relaying(
                "permit_mynetworks, static:ok, reject",
                "warn_if_reject permit_mynetworks, static:ok, reject",
                "static:ok, permit_mynetworks, reject")));
    all.put(
        "traps-of-relaying",
        files(
            may,
            relaying(
                "permit_auth_destination, reject_unauth_destination",
                "check_recipient_access regexp:{{/./ OK}}, reject_unauth_destination",
                "check_recipient_access pcre:{{/@foreign\\.test$$/ permit}},"
                    + " reject_unauth_destination",
                "check_recipient_access regexp:{{/^postmaster@/ OK}}, reject_unauth_destination",
                "check_recipient_access pcre:{{/^abuse/ OK}}, reject",
                "check_sender_access pcre:{{/@example\\.test$$/ OK}}, reject",
                "check_client_access cidr:{{0.0.0.0/0 permit_mynetworks}}, reject",
                "check_client_access cidr:{{10.0.0.0/8 OK} {0.0.0.0/0 RELAY}}, reject",
                "check_helo_access pcre:{{/^friend\\./ OK}}, reject_unauth_destination",
                "reject_unauth_pipelining, permit",
                "permit_sasl_authenticated, permit",
                "reject_unauth_destination permit_mynetworks permit",
                "check_relay_domains",
                "reject_unknown_recipient_domain, reject_unauth_destination",
                "defer_unauth_destination, permit",
                "check_client_access static:DUNNO, reject_unauth_destination",
                "check_client_access static:250, reject_unauth_destination",
                "check_client_access static:550, static:ok, reject_unauth_destination",
                "check_client_access static:OK_but_not, reject_unauth_destination",
                "check_client_access {static:{OK be welcome}}, reject_unauth_destination",
                "check_client_access {static:ok}, reject_unauth_destination",
                "warn_if_reject check_client_access {static:ok}, static:ok, reject",
                "check_sender_access inline:{{sender.example = OK}}, reject",
                "check_sender_access inline:{{example = OK}}, reject",
                "check_sender_access inline:{{.example = OK}}, reject",
                "check_recipient_access inline:{{foreign.test = OK}}, reject",
                "check_recipient_access inline:{{test = OK}}, reject")));
    String screened =
        """
        smtp inet n - n - 1 postscreen
        smtpd pass - - n - - smtpd
          -o smtpd_tls_security_level=encrypt
        587 inet n - n - - smtpd
        """;
    String briefly = may + "postscreen_greet_wait = 1s\n";
    all.put("behind-postscreen", files(briefly, screened));
    all.put(
        "behind-a-postscreen-that-demands-tls",
        files(briefly + "postscreen_tls_security_level = encrypt\n", screened));
    all.put("dead-postscreen", files(briefly + "postscreen_tls_security_level = yes\n", screened));
    all.put(
        "dead-postscreen-by-a-number",
        files(briefly + "postscreen_dnsbl_threshold = many\n", screened));
    all.put("relays-a-whole-tld", files(may + "relay_domains = com\n", SMTP));
    all.put("relays-what-a-static-table-says", files(may + "relay_domains = static:all\n", SMTP));
    all.put(
        "world-is-local",
        files(may + "mydestination = static:all\nlocal_recipient_maps =\n", SMTP));
    return all;
  }

  /** One service a list. */
  private static String relaying(String... lists) {
    StringBuilder master = new StringBuilder();
    for (int i = 0; i < lists.length; i++) {
      master
          .append(2000 + i)
          .append(" inet n - n - - smtpd\n -o {smtpd_relay_restrictions = ")
          .append(lists[i])
          .append("}\n");
    }
    return master.toString();
  }

  /** One service a list of trusted networks. */
  private static String trusting(String... lists) {
    StringBuilder master = new StringBuilder();
    for (int i = 0; i < lists.length; i++) {
      master
          .append(2000 + i)
          .append(" inet n - n - - smtpd\n -o {mynetworks = ")
          .append(lists[i])
          .append("}\n");
    }
    return master.toString();
  }

  private static Map<String, String> files(String main, String master) {
    return Map.of("main.cf", main, "master.cf", master);
  }
}
