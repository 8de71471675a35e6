package dev.postern.postfix;

import java.util.LinkedHashMap;
import java.util.Map;

/** Configurations of Postfix about mail for others: whom it serves, and the traps of saying so. */
final class RelayingInstances {
  private RelayingInstances() {}

  static Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    all.put(
        "classes",
        FixedInstances.files(
            FixedInstances.MAY
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
                + FixedInstances.SMTP
                + " -o smtpd_sender_restrictions=senders\n"
                + " -o {smtpd_relay_restrictions = static:ok, reject}\n"));
    all.put(
        "one-of-the-domains-is-its-own",
        FixedInstances.files(
            FixedInstances.MAY
                + """
                relay_domains = com
                smtpd_sender_restrictions = check_recipient_access inline:{postmaster@=ok}, defer
                """,
            FixedInstances.SMTP));
    all.put(
        "networks-written-oddly",
        FixedInstances.files(
            Instance.SERVER,
            services(
                "mynetworks",
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
        "networks-in-their-order",
        FixedInstances.files(
            Instance.SERVER,
            services(
                "mynetworks",
                "10.0.0.1:25, 203.0.113.0/24",
                "[10.0.0.1]:25, 203.0.113.0/24",
                "[2001:db8::1]/32, 203.0.113.0/24",
                "mail.example:25, 203.0.113.0/24",
                "[203.0.113.0, 203.0.113.0/24",
                "203.000.113.007",
                "00.0.0.0/0",
                "inline:{{203.0.113.7 = }}",
                "fail:always, 203.0.113.0/24",
                "!fail:always, 203.0.113.0/24",
                "!inline:{unknown=x}, 0.0.0.0/0")));
    all.put(
        "networks-that-are-none",
        FixedInstances.files(
            FixedInstances.MAY + "mynetworks = 10.0.0.0/8, 203.0.113.7/24, 203.0.113.0/24\n",
            relaying(
                "permit_mynetworks, static:ok, reject",
                "warn_if_reject permit_mynetworks, static:ok, reject",
                "static:ok, permit_mynetworks, reject")));
    all.put(
        "traps-of-relaying",
        FixedInstances.files(
            FixedInstances.MAY,
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
    all.put(
        "reserved-names-turned-away",
        FixedInstances.files(
            FixedInstances.MAY + "smtpd_sasl_auth_enable = yes\n",
            relaying(
                    "check_sender_access RESERVED, static:OK, reject",
                    "check_recipient_access RESERVED, static:OK, reject",
                    "check_helo_access RESERVED, check_sender_access RESERVED,"
                        + " check_recipient_access RESERVED, static:OK, reject",
                    "check_sender_access RESERVED, permit_sasl_authenticated, reject_unauth_destination",
                    "check_recipient_access RESERVED, check_helo_access RESERVED,"
                        + " permit_sasl_authenticated, reject_unauth_destination",
                    "check_sender_access RESERVED, reject_sender_login_mismatch,"
                        + " permit_sasl_authenticated, reject_unauth_destination",
                    "check_sender_access pcre:{{/[.](example|test|invalid|com|net|org)$$/ REJECT}},"
                        + " permit_sasl_authenticated, reject_unauth_destination")
                .replace("RESERVED", RESERVED)));
    all.put(
        "empty-answers",
        FixedInstances.files(
            Instance.SERVER,
            relaying(
                "check_client_access static:{}, reject",
                "check_client_access inline:{{203.0.113.7 = }}, reject",
                "check_client_access pcre:{{/(x?)./ $1}}, reject",
                "check_client_access pipemap:{static:OK,static:{}}, reject",
                "check_client_access unionmap:{static:{},static:OK}, reject",
                "check_client_access static:{,}, reject",
                "check_sender_access static:{}, reject",
                "check_sender_access static:{,}, reject",
                "check_helo_access static:{}, reject",
                "check_recipient_access inline:{{foreign.example.com = }}, reject",
                "check_reverse_client_hostname_access static:{}, reject",
                "warn_if_reject check_sender_access static:{}, permit, reject")));
    all.put(
        "aliases-in-every-domain",
        FixedInstances.files(
            Instance.SERVER + "virtual_alias_domains = static:x\n",
            services(
                    "virtual_alias_maps",
                    "",
                    "inline:{someone@foreign.example.com=other@example.org}",
                    "inline:{@foreign.example.com=other@example.org}",
                    "inline:{someone@foreign.example.com=}")
                + "2100 inet n - n - - smtpd -o smtpd_reject_unlisted_recipient=no\n"
                + "2101 inet n - n - - smtpd -o smtpd_reject_unlisted_recipient=no\n"
                + " -o smtpd_recipient_restrictions=reject_unlisted_recipient\n"));
    all.put(
        "mailboxes-in-every-domain",
        FixedInstances.files(
            Instance.SERVER + "virtual_mailbox_domains = static:x\n",
            services(
                "virtual_mailbox_maps",
                "",
                "static:x",
                "static:{}",
                "inline:{someone@foreign.example.com=x}",
                "inline:{nobody@foreign.example.com=x}")));
    all.put(
        "relays-to-everybody",
        FixedInstances.files(
            Instance.SERVER + "relay_domains = static:x\n",
            services(
                "relay_recipient_maps",
                "",
                "static:x",
                "static:{}",
                "inline:{someone@foreign.example.com=x}",
                "inline:{@foreign.example.com=x}",
                "inline:{nobody@foreign.example.com=x}")));
    all.put(
        "relays-a-whole-tld",
        FixedInstances.files(FixedInstances.MAY + "relay_domains = com\n", FixedInstances.SMTP));
    all.put(
        "relays-a-whole-tld-but-one",
        FixedInstances.files(
            Instance.SERVER
                + """
                relay_domains = !foreign.example.com, com
                parent_domain_matches_subdomains = RELAY_DOMAINS
                smtpd_sasl_auth_enable = yes
                """,
            FixedInstances.SMTP
                + """
                2500 inet n - n - - smtpd -o smtpd_relay_restrictions=check_sasl_access,static:OK,reject
                2501 inet n - n - - smtpd -o smtpd_sender_restrictions=check_sasl_access,static:REJECT
                """));
    all.put(
        "relays-what-a-static-table-says",
        FixedInstances.files(
            FixedInstances.MAY + "relay_domains = static:all\n", FixedInstances.SMTP));
    all.put(
        "tables-without-type-or-name",
        FixedInstances.files(
            FixedInstances.MAY,
            relaying(
                    "check_client_access static:, reject",
                    "check_client_access :ok, reject",
                    "static:, reject",
                    "check_client_access proxy:ok, reject",
                    "check_client_access proxy:hash:, reject",
                    "check_client_access unionmap:{static:ok,static:}, reject",
                    "check_client_access inline:{ok}, reject",
                    "check_policy_service inet:, reject_unauth_destination")
                + "2020 inet n - n - - smtpd -o virtual_alias_maps=hash:\n"
                + "2021 inet n - n - - smtpd -o mynetworks=::1\n"
                + "2022 inet n - n - - smtpd -o smtpd_sender_login_maps=mysql:\n"
                + "2023 inet n - n - - smtpd -o transport_maps=hash:\n"));
    all.put(
        "tables-without-a-type",
        FixedInstances.files(
            Instance.SERVER,
            """
            2500 inet n - n - - smtpd -o virtual_alias_maps=/etc/postfix/virtual
            2501 inet n - n - - smtpd -o { local_recipient_maps = static:x {hash} }
            2502 inet n - n - - smtpd -o smtpd_sender_login_maps={}
            2503 inet n - n - - smtpd -o relay_clientcerts=/etc/postfix/certificates
            2504 inet n - n - - smtpd -o relay_domains=!
            2505 inet n - n - - smtpd -o { mynetworks = ! 10.0.0.1 }
            2506 inet n - n - - smtpd -o smtpd_log_access_permit_actions=!!
            2507 inet n - n - - smtpd -o fast_flush_domains=hash:
            2508 inet n - n - - smtpd -o { smtpd_noop_commands = !x y }
            2509 inet n - n - - smtpd -o header_checks=/etc/postfix/checks
            """));
    all.put(
        "no-table-where-mail-goes-on",
        FixedInstances.files(
            Instance.SERVER + "header_checks = /etc/postfix/checks\n", FixedInstances.SMTP));
    // Without room in the queue nobody's mail is taken, trusted or not.
    all.put(
        "sizes-below-nought",
        FixedInstances.files(
            FixedInstances.MAY + "mynetworks = 0.0.0.0/0\n",
            services("message_size_limit", "0", "-1", "-5000000", "+2000", "-0")
                + "2010 inet n - n - - smtpd -o queue_minfree=-1\n"
                + "2011 inet n - n - - smtpd -o queue_minfree=0\n"
                + "2012 inet n - n - - smtpd -o {smtpd_noop_commands = RCPT, vrfy}\n"));
    all.put(
        "commands-without-effect",
        FixedInstances.files(
            Instance.SERVER + "mynetworks = 0.0.0.0/0\n",
            services(
                    "smtpd_noop_commands",
                    "inline:{rcpt=x}",
                    "data bdat",
                    "regexp:{{/^MA/ x}}",
                    "!mail, regexp:{{/^(mail|data|bdat)$$/ x}}",
                    "!!rcpt",
                    "bdat, static_x")
                + "2010 inet n - n - - smtpd -o smtpd_noop_commands=data\n"
                + " -o smtpd_discard_ehlo_keywords=chunking\n"
                + "2011 inet n - n - - smtpd -o { smtpd_noop_commands = !rcpt static:x }\n"));
    all.put(
        "smaller-than-the-queue-notes",
        FixedInstances.files(
            FixedInstances.MAY + "mynetworks = 0.0.0.0/0\nmessage_size_limit = 400\n",
            services("message_size_limit", "400", "0")));
    all.put(
        "world-is-local",
        FixedInstances.files(
            FixedInstances.MAY + "mydestination = static:all\nlocal_recipient_maps =\n",
            FixedInstances.SMTP));
    return all;
  }

  /** One service for each list of restrictions. */
  static String relaying(String... lists) {
    return services("smtpd_relay_restrictions", lists);
  }

  /** One service for each value of a parameter. */
  /** What a list of domains that nobody has turns away. */
  private static final String RESERVED =
      "inline:{{example=REJECT}, {test=REJECT}, {invalid=REJECT}, {localhost=REJECT},"
          + " {example.com=REJECT}, {example.net=REJECT}, {example.org=REJECT}}";

  private static String services(String parameter, String... values) {
    StringBuilder master = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      master
          .append(2000 + i)
          .append(" inet n - n - - smtpd\n -o {")
          .append(parameter)
          .append(" = ")
          .append(values[i])
          .append("}\n");
    }
    return master.toString();
  }
}
