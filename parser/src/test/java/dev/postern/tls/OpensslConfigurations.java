package dev.postern.tls;

import java.util.LinkedHashMap;
import java.util.Map;

/** Configurations of OpenSSL that a Dovecot and a Postfix are started with. */
final class OpensslConfigurations {
  private static final String START =
      """
      openssl_conf = start
      [start]
      ssl_conf = tls
      [tls]
      system_default = defaults
      [defaults]
      """;

  private OpensslConfigurations() {}

  static Map<String, TlsConfiguration> all(TlsConfiguration dovecot, TlsConfiguration postfix) {
    Map<String, TlsConfiguration> all = new LinkedHashMap<>();
    forDovecot()
        .forEach((name, text) -> all.put("d-conf-" + name, dovecot.with(text[1], START + text[0])));
    forPostfix()
        .forEach((name, text) -> all.put("p-conf-" + name, postfix.with(text[1], START + text[0])));
    return all;
  }

  /** Commands of OpenSSL, and settings of Dovecot. */
  private static Map<String, String[]> forDovecot() {
    String low = "CipherString = DEFAULT@SECLEVEL=0\n";
    String old = "ssl_min_protocol = TLSv1\n";
    Map<String, String[]> all = new LinkedHashMap<>();
    all.put("level-0-old", new String[] {"MinProtocol = TLSv1.2\n" + low, old});
    all.put("level-0-list", new String[] {low, old + "ssl_cipher_list = HIGH:@SECLEVEL=2\n"});
    all.put("level-3", new String[] {"CipherString = DEFAULT:@SECLEVEL=3\n", ""});
    all.put("maximum", new String[] {"TLS.MaxProtocol = TLSv1.2\nDTLS.MinProtocol = DTLSv1\n", ""});
    all.put("protocol-hole", new String[] {low + "Protocol = ALL,-TLSv1.2\n", old});
    all.put("suites-none", new String[] {"Ciphersuites =\n", ""});
    all.put("broken", new String[] {"MinProtocol = TLSv1.3\nnonsense\n", ""});
    all.put("groups-own", new String[] {"Groups = P-384\n", "ssl_curve_list = X25519\n"});
    all.put("groups-wrong", new String[] {"Groups = X25519:P-999\n", ""});
    all.put("options", new String[] {"Options = ServerPreference, -SessionTicket\n", ""});
    all.put("renegotiation", new String[] {"Options = ClientRenegotiation\n", ""});
    return all;
  }

  /** Commands of OpenSSL, and parameters of Postfix. */
  private static Map<String, String[]> forPostfix() {
    String named =
        """
        Options = ServerPreference
        [default]
        smtpd = own
        [own]
        ssl_conf = own_tls
        [own_tls]
        system_default = own_defaults
        [own_defaults]
        Ciphersuites = TLS_AES_128_GCM_SHA256
        """;
    Map<String, String[]> all = new LinkedHashMap<>();
    all.put(
        "overridden",
        new String[] {
          "MinProtocol = TLSv1.3\nCipherString = AES256-SHA:@SECLEVEL=3\nGroups = P-384\n", ""
        });
    all.put("suites-none", new String[] {"Ciphersuites =\n", ""});
    all.put(
        "wrong",
        new String[] {
          "Ciphersuites = FOO\nGroups = P-999\nCipherString = FOO\nOptions = ServerPreference\n", ""
        });
    all.put(
        "groups-unknown", new String[] {"Groups = P-384\n", "tls_eecdh_auto_curves = nonsense\n"});
    all.put("broken", new String[] {"Ciphersuites =\nnonsense\n", ""});
    all.put("none", new String[] {"Ciphersuites =\n", "tls_config_file = none\n"});
    all.put("named", new String[] {named, "tls_config_name = smtpd\n"});
    return all;
  }
}
