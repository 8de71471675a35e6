package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.SecretFile;
import dev.postern.posture.SecretFile.Kind;
import dev.postern.source.Paths;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.List;

/** The secrets that the settings name or hold: files with keys, and passwords written in place. */
final class SecretFacts {
  private static final List<String> KEYS = List.of("ssl_key", "ssl_alt_key", "ssl_client_key");
  private static final List<String> PASSWORDS =
      List.of(
          "ssl_key_password",
          "doveadm_password",
          "doveadm_api_key",
          "imapc_password",
          "pop3c_password",
          "submission_relay_password",
          "auth_policy_server_api_header",
          "auth_policy_hash_nonce",
          "passdb_static_password",
          "ldap_auth_dn_password",
          "mysql_password",
          "cassandra_password",
          "redis_password",
          "oauth2_client_secret",
          "http_client_proxy_password");

  private final HostTls host;
  private final List<SecretFile> secrets = new ArrayList<>();

  private SecretFacts(HostTls host) {
    this.host = host;
  }

  static List<SecretFile> of(DovecotSettings settings, HostTls host) {
    SecretFacts facts = new SecretFacts(host);
    for (String key : KEYS) {
      settings.everywhere(key).forEach(written -> facts.add(written, Kind.TLS_KEY));
    }
    for (String key : PASSWORDS) {
      settings.everywhere(key).forEach(written -> facts.add(written, Kind.SERVICE_PASSWORD));
    }
    return facts.secrets;
  }

  private void add(Written written, Kind kind) {
    boolean elsewhere = !written.value().isKnown() && written.text().equals(Secrets.LEFT_OUT);
    if (written.text().isEmpty() || elsewhere) {
      return;
    }
    Origin.Setting origin = written.origin();
    String file = "/" + origin.span().file();
    if (written.text().startsWith("<")) {
      String path = Paths.resolve(Paths.parent(origin.span().file()), written.text().substring(1));
      file = path.startsWith("/") ? path : "/" + path;
      if (kind == Kind.TLS_KEY && host.holdsKey(file).is(false)) {
        return;
      }
    }
    secrets.add(new SecretFile(Fact.known(file, origin), Fact.known(kind, origin)));
  }
}
