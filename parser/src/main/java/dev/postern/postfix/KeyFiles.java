package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import dev.postern.postfix.tls.TlsKeys;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.tls.HostTls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files in which the servers and clients of an instance have their private keys. */
final class KeyFiles {
  private static final List<String> CHAINS =
      List.of("smtpd_tls_chain_files", "smtp_tls_chain_files", "lmtp_tls_chain_files");
  private static final List<String> KEYS =
      List.of(
          "smtpd_tls_key_file",
          "smtpd_tls_eckey_file",
          "smtpd_tls_dkey_file",
          "smtp_tls_key_file",
          "smtp_tls_eckey_file",
          "smtp_tls_dkey_file",
          "lmtp_tls_key_file",
          "lmtp_tls_eckey_file",
          "lmtp_tls_dkey_file");

  private final HostTls host;
  private final Map<String, SecretFile> secrets = new LinkedHashMap<>();

  private KeyFiles(HostTls host) {
    this.host = host;
  }

  /** Those that any of the scopes names, each once. */
  static List<SecretFile> of(List<Scope> scopes, HostTls host) {
    KeyFiles files = new KeyFiles(host);
    for (Scope scope : scopes) {
      CHAINS.forEach(name -> files.add(scope.value(name)));
      KEYS.forEach(name -> files.add(scope.value(name)));
      for (String table : Text.elements(scope.value(TlsKeys.BY_NAME).toOptional().orElse(""))) {
        files.addThoseOf(scope.machine().table(table));
      }
    }
    return List.copyOf(files.secrets.values());
  }

  /** Those of certificates by name. */
  private void addThoseOf(LookupTable table) {
    for (String name : table.listsAll() ? table.keys() : List.<String>of()) {
      add(table.find(name).map(found -> found instanceof Lookup.Found it ? it.value() : ""));
    }
  }

  /**
   * The files that hold a key, and the first of those that are not at hand: a key stands before its
   * certificate (postconf(5), smtpd_tls_chain_files).
   */
  private void add(Fact<String> names) {
    boolean first = true;
    for (String file : names.toOptional().map(Text::elements).orElse(List.of())) {
      if (host.holdsKey(file).toOptional().orElse(first)) {
        secrets.putIfAbsent(
            file,
            new SecretFile(
                Fact.known(file, names.origins()),
                Fact.known(SecretFile.Kind.TLS_KEY, names.origins()),
                Fact.known(false)));
      }
      first = false;
    }
  }
}
