package dev.postern.postfix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configurations of Postfix written by hand: the files of each by name. */
final class FixedInstances {
  private static final String CERTIFICATE = Instance.CERTIFICATE;
  private static final String BASE = Instance.SERVER;
  private static final String LOGIN = "smtpd_sasl_auth_enable = yes\n";
  static final String SMTP = "smtp inet n - n - - smtpd\n";
  private static final String THREE =
      SMTP
          + """
          submission inet n - n - - smtpd
            -o smtpd_tls_security_level=encrypt
          465 inet n - n - - smtpd
            -o smtpd_tls_wrappermode=yes
          """;

  /** Words left out of the answer to EHLO, whose commands are not taken either. */
  private static final String DISCARDED =
      """
      2500 inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=auth
      2501 inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=STARTTLS,pipelining
      2502 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
       -o smtpd_discard_ehlo_keywords=starttls
      2503 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
       -o smtpd_discard_ehlo_keywords=starttls
      2504 inet n - n - - smtpd
       -o { smtpd_discard_ehlo_keyword_address_maps = static:{auth, starttls} }
      2505 inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=starttls
       -o smtpd_discard_ehlo_keyword_address_maps=static:silent-discard
      2506 inet n - n - - smtpd -o smtpd_forbidden_commands=starttls,auth
      """;

  /** Security options that are none matter to a login alone that they are asked for. */
  private static final String MISNAMED =
      """
      2500 inet n - n - - smtpd -o smtpd_tls_security_level=may
       -o smtpd_sasl_tls_security_options=bogus
      2501 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
       -o smtpd_sasl_security_options=bogus
      2502 inet n - n - - smtpd -o smtpd_tls_security_level=may -o smtpd_tls_auth_only=yes
       -o smtpd_sasl_security_options=bogus
      2503 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
       -o smtpd_sasl_tls_security_options=bogus
      2504 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
       -o smtpd_sasl_security_options=bogus -o smtpd_sasl_tls_security_options=noanonymous
      2505 inet n - n - - smtpd -o smtpd_tls_security_level=may
       -o smtpd_sasl_security_options=bogus
      """;

  /** TLS and logins for those who want them. */
  static final String MAY = BASE + CERTIFICATE + LOGIN + "smtpd_tls_security_level = may\n";

  private FixedInstances() {}

  /**
   * Every combination of the settings that decide, and one configuration of each trap. Those at
   * which the probe waits longest come first, beside all the others.
   */
  static Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>(RelayingInstances.all());
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
    all.put("no-certificate", files(BASE + LOGIN + "smtpd_tls_security_level = may\n", THREE));
    all.put(
        "empty-options",
        files(
            BASE,
            """
            2500 inet n - n - - smtpd -o smtpd_tls_ciphers=
            2505 inet n - n - - smtpd -o smtpd_sasl_path=
            2506 inet n - n - - smtpd -o default_verp_delimiters=+
            2501 inet n - n - - smtpd -o tls_high_cipherlist=
            2502 inet n - n - - smtpd -o myorigin=
            2503 inet n - n - - smtpd -o syslog_name=
            2504 inet n - n - - smtpd -o disable_dns_lookups=maybe
            """));
    String may = CERTIFICATE + "smtpd_tls_security_level = may\n";
    all.put("discarded", files(BASE + LOGIN + may, DISCARDED));
    all.put(
        "known-ports",
        files(
            BASE + "known_tcp_ports = first = 2500, second=third=2501, no name=2502, 2503=2504\n",
            "first inet n - n - - smtpd\nthird inet n - n - - smtpd\n2501 inet n - n - - smtpd\n"));
    all.put("misnamed-options", files(BASE + LOGIN + CERTIFICATE, MISNAMED));
    all.put(
        "without-effect",
        files(
            BASE + may,
            """
            2500 inet n - n - - smtpd -o inet_interfaces=loopback-only
            2501 inet n - n - - smtpd -o smtpd_tls_ccert_verifydepth=-1
            2502 inet n - n - - smtpd -o smtpd_tls_key_file=
            2503 inet n - n - - smtpd -o { smtpd_tls_protocols = >= TLSv1.2 }
            2504 inet n - n - - smtpd -o { smtpd_tls_protocols = <= TLSv1.1 }
            """));
    // What TLS cannot be set up with, and names of digests that OpenSSL has.
    for (String broken :
        List.of(
            "smtpd_tls_cert_file = @T@/etc/main.cf",
            "smtpd_tls_key_file = @T@/etc/main.cf",
            "smtpd_tls_eccert_file = @T@/etc/main.cf",
            "smtpd_tls_chain_files = @T@/etc/main.cf",
            "smtpd_tls_CAfile = @T@/etc/main.cf",
            "smtpd_tls_fingerprint_digest = sha265",
            "smtpd_tls_fingerprint_digest =",
            "smtpd_tls_fingerprint_digest = mailhash",
            "tls_eecdh_auto_curves =",
            "tls_medium_cipherlist =",
            "smtpd_banner =",
            "smtpd_tls_fingerprint_digest = RIPEMD-160")) {
      all.put("broken-" + all.size(), files(MAY + broken + "\n", THREE));
    }
    all.put(
        "no-certificate-open",
        files(
            BASE + "smtpd_tls_security_level = encrypt\n",
            SMTP + " -o smtpd_relay_restrictions=permit,reject\n"));
    all.put(
        "certificate-demanded",
        files(
            BASE
                + LOGIN
                + CERTIFICATE
                + "smtpd_tls_req_ccert = yes\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\n",
            """
            2500 inet n - n - - smtpd -o smtpd_tls_security_level=may
            2501 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_CAfile=@DIR@/cert.pem
            2502 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_tls_CAfile=@DIR@/cert.pem
            2503 inet n - n - - smtpd -o smtpd_enforce_tls=yes -o smtpd_tls_CApath=@T@/etc
            2504 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
            2505 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_cert_file=none
            2506 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_CAfile=@DIR@/cert.pem
             -o {smtpd_relay_restrictions=check_client_access static:OK, reject}
            2507 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_tls_CAfile=@DIR@/cert.pem
             -o {smtpd_relay_restrictions=permit_tls_clientcerts reject_unauth_destination} -o relay_clientcerts=static:x
            """));
    all.put("bogus-level", files(BASE + CERTIFICATE + "smtpd_tls_security_level = bogus\n", THREE));
    all.put(
        "bogus-boolean",
        files(MAY, SMTP + " -o smtpd_tls_auth_only=true\n587 inet n - n - - smtpd\n"));
    all.put(
        "duplicate", files(MAY, SMTP + "25 inet n - n - - smtpd\n -o smtpd_tls_security_level=\n"));
    all.put("loopback-only", files(MAY + "inet_interfaces = loopback-only\n", THREE));
    all.put(
        "own-address",
        files(
            MAY,
            """
            127.0.0.1:smtp inet n - n - - smtpd
            10.200.0.1:587 inet n - n - - smtpd
            0.0.0.0:2525 inet n - n - - smtpd
            """));
    all.put("trusts-the-world", files(MAY + "mynetworks = 0.0.0.0/0\n", THREE));
    all.put(
        "permit-before-reject",
        files(
            MAY,
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
            MAY + "smtpd_recipient_restrictions = permit\n",
            SMTP
                + "587 inet n - n - - smtpd\n -o smtpd_relay_restrictions=\n"
                + " -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n"));
    all.put(
        "no-plaintext",
        files(
            MAY
                + "smtpd_sasl_security_options = noanonymous, noplaintext\n"
                + "smtpd_sasl_tls_security_options = noanonymous\n",
            THREE));
    all.put(
        "no-plaintext-at-all",
        files(MAY + "smtpd_sasl_security_options = noanonymous, noplaintext\n", THREE));
    all.put("bogus-security-option", files(MAY + "smtpd_sasl_security_options = nonsense\n", SMTP));
    all.put(
        "mechanism-filter",
        files(MAY + "smtpd_sasl_mechanism_filter = !cram-md5, static:rest\n", SMTP));
    all.put(
        "one-service-cannot-change-destinations",
        files(
            MAY + "relay_domains = com\nparent_domain_matches_subdomains =\n",
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
            MAY,
            SMTP
                + " -o {smtpd_relay_restrictions = permit_naked_ip_address, reject}\n"
                + "587 inet n - n - - smtpd\n"
                + " -o {smtpd_relay_restrictions = reject_unauth_destination,"
                + " permit_naked_ip_address}\n"));
    all.put(
        "senders-of-logins",
        files(
            MAY
                + "smtpd_sender_login_maps = inline:{someone@sender.example=other,"
                + " someone@sender.test=other, someone@iana.org=other}\n",
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
            MAY,
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
    all.put("empty-mechanism-filter", files(MAY + "smtpd_sasl_mechanism_filter =\n", THREE));
    all.put(
        "warn-if-reject",
        files(
            MAY
                + """
                smtpd_restriction_classes = softened faulty
                softened = reject, static:ok
                faulty = nonsense
                """,
            RelayingInstances.relaying(
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
            MAY,
            RelayingInstances.relaying(
                "reject_non_fqdn_helo_hostname, permit_naked_ip_address, reject",
                "reject_invalid_helo_hostname, permit_naked_ip_address, reject",
                "reject_non_fqdn_helo_hostname, check_helo_access inline:{friend=ok}, reject",
                "reject_invalid_helo_hostname, check_helo_access inline:{friend=ok}, reject",
                "check_sender_access inline:{<>=ok}, reject",
                "check_sender_access inline:{.example.net=ok}, reject")));
    all.put(
        "encryption-required-of-senders",
        files(
            MAY,
            RelayingInstances.relaying("reject_plaintext_session, static:ok, reject")
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
            MAY
                + "smtpd_delay_reject = no\nsmtpd_sender_restrictions = reject_unauth_destination\n"
                + "smtpd_relay_restrictions = static:ok, reject\n",
            SMTP + early));
    all.put(
        "asked-at-once-of-insiders",
        files(
            MAY
                + "smtpd_delay_reject = no\nmynetworks = 10.0.0.0/8\n"
                + "smtpd_client_restrictions = permit_mynetworks, reject\n",
            SMTP));
    String screened =
        """
        smtp inet n - n - 1 postscreen
        smtpd pass - - n - - smtpd
          -o smtpd_tls_security_level=encrypt
        587 inet n - n - - smtpd
        """;
    String briefly = MAY + "postscreen_greet_wait = 1s\n";
    all.put("behind-postscreen", files(briefly, screened));
    all.put(
        "behind-a-postscreen-that-demands-tls",
        files(briefly + "postscreen_tls_security_level = encrypt\n", screened));
    all.put("dead-postscreen", files(briefly + "postscreen_tls_security_level = yes\n", screened));
    all.put(
        "dead-postscreen-by-a-number",
        files(briefly + "postscreen_dnsbl_threshold = many\n", screened));
    return all;
  }

  static Map<String, String> files(String main, String master) {
    return Map.of("main.cf", main, "master.cf", master);
  }
}
