package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.mail.Outbound;
import dev.postern.posture.mail.Outbound.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of the installed Postfix hand mail to a server without TLS, to one whose certificate
 * nobody vouches for, to the right one and to one with another name; the posture must foretell it.
 */
class SmtpClientsLiveTest {
  private static final String MAIN =
      LiveClients.MAIN
          + """
      lmtp_tls_CAfile = @DIR@/ca.pem
      lmtp_tls_secure_cert_match = mail.example.test
      """;
  private static final String LOGIN =
      "| smtp_sasl_auth_enable=yes | smtp_sasl_password_maps=static:me:secret";
  private static final String SHOWN = LOGIN + " | smtp_sasl_security_options=noanonymous ";
  private static final String EACH =
      "{[@IP@]:2601=%1$s,[@IP@]:2602=%1$s,[@IP@]:2603=%1$s,[@IP@]:2604=%1$s}";

  /** Name, program and options of each client. */
  private static final List<String> CLIENTS =
      List.of(
          "none | smtp",
          "may | smtp | smtp_tls_security_level=may",
          "encrypt | smtp | smtp_tls_security_level=encrypt",
          "verify | smtp | smtp_tls_security_level=verify",
          "secure | smtp | smtp_tls_security_level=secure",
          "dane | smtp | smtp_tls_security_level=dane",
          "daneonly | smtp | smtp_tls_security_level=dane-only",
          "olduse | smtp | smtp_use_tls=yes",
          "oldenforce | smtp | smtp_enforce_tls=yes",
          "oldlax | smtp | smtp_enforce_tls=yes | smtp_tls_enforce_peername=no",
          "oldunder | smtp | smtp_enforce_tls=yes | smtp_tls_security_level=none",
          "policyall | smtp | smtp_tls_policy_maps=static:encrypt",
          "policyone | smtp | relayhost=[@IP@]:2601 | smtp_tls_security_level=may | smtp_tls_policy_maps=inline:"
              + EACH.formatted("secure"),
          "policyoff | smtp | relayhost=[@IP@]:2601 | smtp_tls_security_level=encrypt"
              + " | smtp_tls_policy_maps=inline:"
              + EACH.formatted("none"),
          "policyother | smtp | relayhost=[@IP@]:2601 | smtp_tls_security_level=may"
              + " | smtp_tls_policy_maps=inline:{@IP@=secure}",
          "siteall | smtp | smtp_tls_security_level=may | smtp_tls_per_site=static:MUST_NOPEERMATCH",
          "sitemay | smtp | smtp_tls_per_site=static:may",
          "siteparent | smtp | relayhost=mx.example.test | smtp_tls_security_level=may"
              + " | smtp_tls_per_site=inline:{.example.test=MUST}",
          "sitewrong | smtp | smtp_tls_per_site=static:encrypt",
          "wrapper | smtp | smtp_tls_wrappermode=yes | smtp_tls_security_level=may",
          "wrapperdane | smtp | smtp_tls_wrappermode=yes | smtp_tls_security_level=dane",
          "wrapperpolicy | smtp | smtp_tls_wrappermode=yes | smtp_tls_policy_maps=static:dane",
          "policywrong | smtp | smtp_tls_policy_maps=static:{encrypt match=mail.example.test}",
          "policyword | smtp | smtp_tls_policy_maps=static:{may strict}",
          "policyprint | smtp | smtp_tls_policy_maps=static:{fingerprint match=00:11}",
          "sitenames | smtp | smtp_tls_per_site=static:MUST",
          "login | smtp | smtp_tls_security_level=may " + SHOWN,
          "logindane | smtp | smtp_tls_security_level=dane " + SHOWN,
          "loginsecret | smtp | smtp_tls_security_level=may " + LOGIN,
          "loginfilter | smtp | smtp_tls_security_level=may | smtp_sasl_mechanism_filter=cram-md5 "
              + SHOWN,
          "loginencrypt | smtp | smtp_tls_security_level=encrypt " + SHOWN,
          "fingerprint | smtp | smtp_tls_security_level=fingerprint",
          "version | smtp | smtp_tls_security_level=may | smtp_tls_protocols=TLSv9",
          "grade | smtp | smtp_tls_security_level=encrypt | smtp_tls_mandatory_ciphers=strong",
          "digest | smtp | smtp_tls_security_level=may | smtp_tls_fingerprint_digest=sha265",
          "digestmust | smtp | smtp_tls_security_level=encrypt | smtp_tls_fingerprint_digest=sha",
          "digestunused | smtp | smtp_tls_fingerprint_digest=sha265",
          "digestgood | smtp | smtp_tls_security_level=may | smtp_tls_fingerprint_digest=SHA2-256",
          "certificate | smtp | smtp_tls_security_level=may | smtp_tls_cert_file=none",
          "notcertificate | smtp | smtp_tls_security_level=dane | smtp_tls_eccert_file=@T@/etc/main.cf",
          "notchain | smtp | smtp_tls_security_level=secure | smtp_tls_chain_files=@T@/etc/main.cf",
          "notauthority | smtp | smtp_tls_security_level=may | smtp_tls_CAfile=@T@/etc/main.cf",
          "wrongboolean | smtp | smtp_tls_wrappermode=maybe",
          "wrongtime | smtp | smtp_tls_security_level=may | smtp_connect_timeout=later",
          "soon | smtp | smtp_tls_security_level=encrypt | smtp_helo_timeout=9sec | smtp_connect_timeout=soon",
          "wrongplace | smtp | smtp_bind_address=nonsense",
          "wrongplaces | smtp | smtp_bind_address=[127.0.0.1",
          "otherplace | smtp | smtp_bind_address6=nonsense",
          "anyplace | smtp | smtp_bind_address=[0.0.0.0]",
          "shortplace | smtp | smtp_bind_address=0.0",
          "wrongleast | smtp | smtp_helo_timeout=0",
          "wrongshared | smtp | ipc_timeout=never",
          "wrongtls | smtp | smtp_tls_security_level=may | tls_preempt_cipherlist=maybe",
          "wrongtlsunused | smtp | tls_preempt_cipherlist=maybe",
          "wronglevel | smtp | smtp_tls_security_level=mandatory | smtp_tls_policy_maps=static:may",
          "wrongfamily | smtp | smtp_address_preference=ipv7",
          "wronglookup | smtp | smtp_host_lookup=DNS",
          "wrongdns | smtp | smtp_dns_support_level=secure",
          "letters | smtp | smtp_dns_support_level=DNSSEC",
          "wrongcategory | smtp | propagate_unmatched_extensions=all",
          "wrongother | smtp | lmtp_tls_wrappermode=maybe",
          "wrongofold | smtp | smtp_per_record_deadline=maybe",
          "wrongoflater | smtp | smtp_tls_enable_rpk=maybe",
          "loginbysenders | smtp | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{someone@client.example.test=me:secret}",
          "loginbyhost | smtp | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{@IP@=me:secret}}",
          "loginbyplace | smtp | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{[@IP@]:2601=me:secret}}",
          "loginrelaykey | smtp | relayhost=[@IP@]:2601 | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{[@IP@]:2601=me:secret}}",
          "loginrelayhostkey | smtp | relayhost=[@IP@]:2601 | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{@IP@=me:secret}}",
          "loginrelaybrackets | smtp | relayhost=[@IP@]:2601 | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{[@IP@]=me:secret}}",
          "loginrelayport | smtp | relayhost=[@IP@]:2601 | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{@IP@:2601=me:secret}}",
          "loginrelayotherport | smtp | relayhost=[@IP@]:2601 | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{[@IP@]:25=me:secret}}",
          "loginrelayother | smtp | relayhost=[@IP@]:2601 | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{mail.example=me:secret}}",
          "loginrelaynone | smtp | relayhost=[@IP@]:2601 | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_security_options=noanonymous"
              + " | smtp_sasl_password_maps=inline:{{[@IP@]:2601=me}}",
          "loginnowhere | smtp | smtp_sasl_auth_enable=yes",
          "logindovecot | smtp | smtp_sasl_type=dovecot" + SHOWN,
          "loginword | smtp | smtp_sasl_security_options=bogus" + LOGIN,
          "loginletters | smtp | smtp_sasl_security_options=NOANONYMOUS" + LOGIN,
          "logincomma | smtp | smtp_sasl_security_options=," + LOGIN,
          "loginany | smtp | smtp_sasl_security_options=" + LOGIN,
          "loginactive | smtp | smtp_sasl_security_options=noactive" + LOGIN,
          "loginmutual | smtp | smtp_sasl_security_options=noanonymous mutual_auth" + LOGIN,
          "loginwordtls | smtp | smtp_tls_security_level=may | smtp_sasl_tls_security_options=bogus"
              + SHOWN,
          "loginunasked | smtp | smtp_discard_ehlo_keywords=Auth silent-discard" + SHOWN,
          "loginunaskedhere | smtp | smtp_discard_ehlo_keyword_address_maps=inline:{@IP@=auth}"
              + " | relayhost=[@IP@]:2601"
              + SHOWN,
          "loginunaskedall | smtp | smtp_discard_ehlo_keyword_address_maps=static:auth" + SHOWN,
          "loginelsewhere | smtp | smtp_discard_ehlo_keyword_address_maps=inline:{192.0.2.1=auth}"
              + " | relayhost=[@IP@]:2601"
              + SHOWN,
          "loginasked | smtp | smtp_discard_ehlo_keywords=auth"
              + " | smtp_discard_ehlo_keyword_address_maps=static:dsn"
              + SHOWN,
          "loginhelo | smtp | smtp_never_send_ehlo=yes" + SHOWN,
          "loginstarttls | smtp | smtp_tls_security_level=may | smtp_discard_ehlo_keywords=starttls"
              + SHOWN,
          "helo | smtp | smtp_never_send_ehlo=yes | smtp_tls_security_level=may",
          "heloencrypt | smtp | smtp_never_send_ehlo=yes | smtp_tls_security_level=encrypt",
          "helopolicy | smtp | smtp_never_send_ehlo=yes | smtp_tls_policy_maps=static:secure",
          "helonone | smtp | smtp_never_send_ehlo=yes",
          "starttls | smtp | smtp_discard_ehlo_keywords=STARTTLS | smtp_tls_security_level=may",
          "starttlsmust | smtp | smtp_discard_ehlo_keywords=starttls"
              + " | smtp_tls_security_level=encrypt",
          "starttlsall | smtp | smtp_discard_ehlo_keyword_address_maps=static:starttls"
              + " | smtp_tls_security_level=verify",
          "starttlshere | smtp | smtp_discard_ehlo_keyword_address_maps=cidr:{{@IP@/32 starttls}}"
              + " | relayhost=[@IP@]:2601"
              + " | smtp_tls_security_level=may",
          "localstarttls | lmtp | lmtp_discard_lhlo_keywords=starttls | lmtp_tls_security_level=may",
          "localstarttlsmust | lmtp | lmtp_discard_lhlo_keyword_address_maps=static:starttls"
              + " | lmtp_tls_security_level=encrypt",
          "localhelo | lmtp | smtp_never_send_ehlo=yes | lmtp_tls_security_level=encrypt",
          "locallogin | lmtp | lmtp_sasl_auth_enable=yes | lmtp_sasl_password_maps=static:me:secret"
              + " | lmtp_sasl_security_options=noanonymous",
          "localloginnot | lmtp | lmtp_sasl_auth_enable=yes"
              + " | lmtp_sasl_password_maps=static:me:secret"
              + " | lmtp_sasl_security_options=noanonymous | lmtp_discard_lhlo_keywords=auth",
          "locallookup | lmtp | lmtp_host_lookup=hosts",
          "localboolean | lmtp | lmtp_skip_quit_response=ja",
          "untyped | smtp | smtp_generic_maps=/etc/postfix/generic",
          "untypedpolicy | smtp | smtp_tls_policy_maps=/etc/postfix/policy",
          "untypedsite | smtp | smtp_tls_per_site=/etc/postfix/site",
          "untypedsitetls | smtp | smtp_tls_per_site=site | smtp_tls_security_level=may",
          "untypedunused | smtp | smtp_tls_per_site=site | smtp_tls_policy_maps=static:may",
          "untypedwords | smtp | smtp_discard_ehlo_keyword_address_maps=starttls",
          "untypedpix | smtp | smtp_pix_workaround_maps=static:",
          "untypedheader | smtp | smtp_header_checks=/etc/postfix/checks",
          "untypedmime | smtp | smtp_mime_header_checks=/etc/postfix/checks",
          "untypednested | smtp | smtp_nested_header_checks=/etc/postfix/checks",
          "untypedbody | smtp | smtp_body_checks=/etc/postfix/checks",
          "untypedreply | smtp | smtp_reply_filter=/etc/postfix/checks",
          "untypeddns | smtp | smtp_dns_reply_filter=/etc/postfix/checks",
          "untypedcache | smtp | smtp_connection_cache_destinations=!",
          "untypedpeers | smtp | debug_peer_list=!",
          "untypedpasswords | smtp | smtp_sasl_auth_enable=yes"
              + " | smtp_sasl_password_maps=/etc/postfix/passwords"
              + " | smtp_sasl_security_options=noanonymous",
          "untypednologin | smtp | smtp_sasl_password_maps=/etc/postfix/passwords",
          "typedlist | smtp | smtp_connection_cache_destinations=example.test",
          "localuntyped | lmtp | lmtp_generic_maps=/etc/postfix/generic",
          "localuntypedwords | lmtp | lmtp_discard_lhlo_keyword_address_maps=starttls",
          "localuntypedother | lmtp | smtp_generic_maps=/etc/postfix/generic",
          "localdigest | lmtp | lmtp_tls_security_level=may | lmtp_tls_fingerprint_digest=sha265",
          "localpolicy | lmtp | lmtp_tls_policy_maps=static:secure",
          "localoff | lmtp | lmtp_tls_security_level=secure | lmtp_tls_policy_maps=static:none",
          "localnone | lmtp",
          "localmay | lmtp | lmtp_tls_security_level=may",
          "localsecure | lmtp | lmtp_tls_security_level=secure",
          "localother | lmtp | smtp_tls_security_level=secure");

  @TempDir Path temp;

  @Test
  void handsMailToWhomThePostureForetells() throws IOException {
    LiveClients clients = new LiveClients(MAIN, CLIENTS);
    Map<String, Map<String, Object>> met = clients.met(temp);
    Map<String, Outbound> foretold = clients.foretold();
    assertThat(foretold).hasSameSizeAs(CLIENTS);
    SoftAssertions every = new SoftAssertions();
    for (Map.Entry<String, Outbound> entry : foretold.entrySet()) {
      String name = entry.getKey();
      Outbound client = entry.getValue();
      Map<String, Object> seen = Objects.requireNonNull(met.get(name));
      boolean shows = "password in clear".equals(seen.get("plain"));
      every
          .assertThat(client.credentialsInClear().is(shows))
          .as("%s shows a password: %s", name, seen)
          .isTrue();
      if (client.authenticates().is(false)) {
        every.assertThat(seen).as(name).isEqualTo(servers(client));
      }
    }
    every.assertAll();
  }

  /** What each server meets of a client, if its level and its TLS are what they are said to be. */
  private static Map<String, Object> servers(Outbound client) {
    if (client.runs().is(false)) {
      return servers("waiting", "waiting", "waiting", "waiting");
    }
    Level level = client.usualLevel().toOptional().orElseThrow();
    String without = level == Level.MAY || level == Level.DANE ? "clear" : "kept";
    return switch (client.tls().engine().toOptional().orElseThrow()) {
      case UNAVAILABLE -> servers(without, without, without, without);
      // Without TLS the message is tried again later.
      case FAILS -> servers(without, "kept", "kept", "kept");
      default -> servers(level);
    };
  }

  private static Map<String, Object> servers(Level level) {
    return switch (level) {
      case NONE -> servers("clear", "clear", "clear", "clear");
      case MAY -> servers("clear", "tls", "tls", "tls");
      // Without signatures, as here, no key is looked up.
      case DANE -> servers("clear", "tls", "tls", "tls");
      // The fingerprint that is given is nobody's.
      case INVALID, DANE_ONLY, FINGERPRINT -> servers("kept", "kept", "kept", "kept");
      case ENCRYPT -> servers("kept", "tls", "tls", "tls");
      case VERIFY, SECURE -> servers("kept", "kept", "tls", "kept");
    };
  }

  private static Map<String, Object> servers(
      String plain, String foreign, String right, String wrong) {
    return Map.of("plain", plain, "foreign", foreign, "right", right, "wrong", wrong);
  }
}
