package dev.postern.dovecot;

import dev.postern.data.SamplePasswords;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.daemon.SecretFile.Kind;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.SourceFile;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  private final FileTree tree;
  private final HostTls host;
  private final List<SecretFile> secrets = new ArrayList<>();

  private SecretFacts(FileTree tree, HostTls host) {
    this.tree = tree;
    this.host = host;
  }

  static List<SecretFile> of(DovecotSettings settings, FileTree tree, HostTls host) {
    SecretFacts facts = new SecretFacts(tree, host);
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
    Fact<String> secret = written.value();
    if (written.text().startsWith("<")) {
      String path = Paths.resolve(Paths.parent(origin.span().file()), written.text().substring(1));
      file = path.startsWith("/") ? path : "/" + path;
      if (kind == Kind.TLS_KEY && host.holdsKey(file).is(false)) {
        return;
      }
      secret = content(file).from(List.of(origin));
    }
    Fact<Boolean> sample =
        kind == Kind.SERVICE_PASSWORD ? secret.map(SamplePasswords::contains) : Fact.known(false);
    secrets.add(new SecretFile(Fact.known(file, origin), Fact.known(kind, origin), sample));
  }

  /** What a file holds that a value is read from. */
  private Fact<String> content(String file) {
    Optional<SourceFile> source;
    try {
      source = tree.read(Paths.normalise(file).orElse(""));
    } catch (FileTree.Unreadable e) {
      return Fact.unknown(file + " cannot be read");
    }
    return source
        .map(text -> Fact.known(text.text().strip()))
        .orElseGet(() -> Fact.unknown(file + " is not among the files"));
  }
}
