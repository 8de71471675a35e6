package dev.postern.postfix;

import java.util.LinkedHashMap;
import java.util.Map;

/** Configurations in the shape that instructions and control panels give them, by name. */
final class TutorialInstances {
  private static final String VIRTUAL =
      """
      compatibility_level = 3.6
      myhostname = mail.example.test
      mydestination = localhost
      inet_protocols = ipv4
      mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
      virtual_mailbox_domains = inline:{example.test=1}
      virtual_mailbox_maps = static:1
      virtual_transport = lmtp:unix:private/dovecot-lmtp
      smtpd_sasl_type = dovecot
      smtpd_sasl_auth_enable = yes
      smtpd_tls_auth_only = yes
      smtpd_sender_login_maps = inline:{friend@example.test=friend}
      smtp_tls_security_level = may
      """
          + Instance.CERTIFICATE;

  private static final String THREE =
      """
      smtp      inet  n       -       n       -       -       smtpd
      submission inet n       -       n       -       -       smtpd
       -o syslog_name=postfix/submission
       -o smtpd_tls_security_level=encrypt
       -o smtpd_sasl_security_options=noanonymous
       -o smtpd_sender_restrictions=reject_sender_login_mismatch
       -o smtpd_recipient_restrictions=reject_non_fqdn_recipient,permit_sasl_authenticated,reject
      submissions inet n - n - - smtpd
       -o smtpd_tls_wrappermode=yes
       -o smtpd_client_restrictions=$mua_client_restrictions
       -o smtpd_helo_restrictions=$mua_helo_restrictions
       -o smtpd_sender_restrictions=$mua_sender_restrictions
       -o smtpd_recipient_restrictions=
       -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
      """;

  private static final String FILTERED =
      """
      compatibility_level = 2
      myhostname = mail.example.test
      mydestination = example.test
      inet_protocols = ipv4
      mynetworks = 127.0.0.0/8
      local_recipient_maps =
      smtpd_tls_security_level = may
      smtpd_sasl_type = dovecot
      smtpd_sasl_auth_enable = yes
      smtpd_sasl_security_options = noanonymous, noplaintext
      smtpd_sasl_tls_security_options = noanonymous
      broken_sasl_auth_clients = yes
      smtpd_helo_required = yes
      strict_rfc821_envelopes = yes
      disable_vrfy_command = yes
      content_filter = smtp-amavis:[127.0.0.1]:10024
      smtpd_client_restrictions = permit_mynetworks, permit_sasl_authenticated,
        reject_unauth_pipelining
      smtpd_helo_restrictions = permit_mynetworks, permit_sasl_authenticated,
        reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname
      smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated,
        reject_unauth_destination, reject_unlisted_recipient
      """
          + Instance.CERTIFICATE;

  private static final String REINJECTED =
      """
      smtp      inet  n       -       n       -       -       smtpd
      smtp-amavis unix - - n - 2 smtp
        -o smtp_send_xforward_command=yes
        -o disable_dns_lookups=yes
        -o smtp_tls_security_level=none
      %s:10025 inet n - n - - smtpd
        -o content_filter=
        -o smtpd_delay_reject=no
        -o smtpd_client_restrictions=permit_mynetworks,reject
        -o smtpd_helo_restrictions=
        -o smtpd_sender_restrictions=
        -o smtpd_recipient_restrictions=permit_mynetworks,reject
        -o smtpd_data_restrictions=reject_unauth_pipelining
        -o mynetworks=127.0.0.0/8,203.0.113.0/24
        -o smtpd_error_sleep_time=0
        -o smtpd_client_connection_count_limit=0
        -o receive_override_options=no_header_body_checks
      """;

  private static final String PANEL =
      """
      soft_bounce=no
      inet_protocols = ipv4
      mydestination = localhost.$mydomain, localhost, localhost.localdomain
      mynetworks = 127.0.0.0/8, [::1]/128
      myhostname = mail.example.test
      virtual_mailbox_domains = , inline:{example.test=OK}
      virtual_mailbox_maps = , static:x
      virtual_transport = virtual
      smtpd_tls_security_level = may
      smtpd_use_tls = no
      disable_vrfy_command = yes
      smtpd_authorized_xclient_hosts = 127.0.0.0/8
      smtpd_sender_restrictions = check_sender_access inline:{spammer.example=REJECT},
        permit_sasl_authenticated
      smtpd_sasl_type = dovecot
      smtpd_sasl_auth_enable = yes
      smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated,
        reject_unauth_destination
      smtpd_tls_protocols = !SSLv2,!SSLv3,!TLSv1,!TLSv1.1
      smtpd_tls_mandatory_protocols = TLSv1.2 TLSv1.3
      tls_medium_cipherlist = HIGH:!aNULL:!MD5
      smtpd_tls_mandatory_exclude_ciphers = aNULL
      """
          + Instance.CERTIFICATE;

  private static final String OF_PANEL =
      """
      smtp inet n - n - - smtpd
      smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
      submission inet n - n - - smtpd -o smtpd_enforce_tls=no
        -o smtpd_tls_security_level=encrypt
        -o smtpd_client_restrictions=permit_sasl_authenticated,reject
        -o smtpd_sender_restrictions=
      127.0.0.1:12768 inet n n n - - spawn user=nobody argv=/bin/false
      """;

  /** Lists of such networks have those of the documentation. */
  private static final String BOGONS =
      VIRTUAL
          + """
      smtpd_tls_security_level = may
      virtual_alias_maps = static:x@example.test
      smtpd_data_restrictions = reject_unauth_pipelining
      bogons = cidr:{{192.0.2.0/24 REJECT} {198.51.100.0/24 REJECT} {203.0.113.0/24 REJECT}}
      smtpd_client_restrictions = permit_mynetworks, check_client_access $bogons
      """;

  private static final String OF_BOGONS =
      """
      smtp inet n - n - - smtpd
      26 inet n - n - - smtpd -o smtpd_delay_reject=no
      submission inet n - n - - smtpd
        -o smtpd_tls_security_level=encrypt
        -o smtpd_sender_restrictions=reject_authenticated_sender_login_mismatch
      27 inet n - n - - smtpd
        -o smtpd_helo_required=yes
        -o {smtpd_helo_restrictions=check_helo_access pcre:{{/[.](local|lan|example|test)$$/ REJECT}}}
      """;

  private TutorialInstances() {}

  static Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    String served = VIRTUAL + "smtpd_tls_security_level = may\n";
    all.put("virtual", files(served, THREE));
    all.put(
        "virtual-comment-in-a-value", files(served + "smtpd_tls_auth_only = yes # too\n", THREE));
    all.put("virtual-mask-of-a-host", files(served + "mynetworks = 203.0.113.7/24\n", THREE));
    all.put(
        "virtual-restriction-in-a-comment",
        files(
            served
                + """
                  smtpd_recipient_restrictions = permit_sasl_authenticated,
                  # reject_unauth_destination,
                    check_client_access cidr:{{203.0.0.0/8 OK}}, reject
                  smtpd_relay_restrictions = $smtpd_recipient_restrictions
                  """,
            THREE));
    all.put("filtered", files(FILTERED, REINJECTED.formatted("127.0.0.1")));
    all.put("filtered-from-anywhere", files(FILTERED, REINJECTED.formatted("0.0.0.0")));
    all.put("panel", files(PANEL, OF_PANEL));
    all.put("networks-that-do-not-exist", files(BOGONS, OF_BOGONS));
    return all;
  }

  private static Map<String, String> files(String main, String master) {
    return Map.of("main.cf", main, "master.cf", master);
  }
}
