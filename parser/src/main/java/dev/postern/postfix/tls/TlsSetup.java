package dev.postern.postfix.tls;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.postfix.settings.ParameterTypes;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.start.OpenedTables;
import dev.postern.postfix.syntax.Text;
import dev.postern.tls.Build;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a program can set TLS up at all, its own keys apart (tls_server_init() and
 * tls_client_init() of tls/). One that cannot goes on as if it had been told to use none.
 *
 * @param prefix of its parameters: smtpd, tlsproxy, smtp or lmtp
 */
public record TlsSetup(Scope scope, String prefix, HostTls host) {
  private static final Set<String> SERVERS = Set.of("smtpd", "tlsproxy");

  /** {@code fingerprint-digests.tsv}, read when somebody chooses a digest. */
  private static final class Loaded {
    private static final Map<String, String> DIGESTS = load();

    private static Map<String, String> load() {
      Map<String, String> digests = new HashMap<>();
      for (String[] row : DataFile.rows(TlsSetup.class, "fingerprint-digests.tsv", 2)) {
        digests.put(row[0], row[1]);
      }
      return Map.copyOf(digests);
    }
  }

  /**
   * Why a program ends as soon as it is to use TLS: it checks some parameters then
   * (tls_param_init() of tls/tls_misc.c).
   */
  public List<Failing> failings() {
    List<Failing> failings = new ArrayList<>();
    for (ParameterTypes.Check check : ParameterTypes.all().of("tls")) {
      Failing.of(check, scope).ifPresent(failings::add);
    }
    if (SERVERS.contains(prefix)) {
      OpenedTables.namelessIn(TlsKeys.BY_NAME, scope).ifPresent(failings::add);
    }
    return failings;
  }

  /** Whether OpenSSL has, or had, a digest of that name, in lower case. */
  static boolean isDigest(String name) {
    return Loaded.DIGESTS.containsKey(name);
  }

  /** Whether it can, as far as the files tell. */
  public Fact<Boolean> works(Fact<Build> library) {
    return Fact.and(knowsDigest(library), readsAuthorities());
  }

  /** The digest of fingerprints is looked up though nobody asks for a fingerprint. */
  private Fact<Boolean> knowsDigest(Fact<Build> library) {
    String parameter = prefix + "_tls_fingerprint_digest";
    return scope.written(parameter).isEmpty()
        ? Fact.known(true)
        : scope.value(parameter).flatMap(name -> knows(Text.lower(name), library));
  }

  private static Fact<Boolean> knows(String name, Fact<Build> library) {
    String gone = Loaded.DIGESTS.getOrDefault(name, "0");
    return gone.isEmpty()
        ? Fact.known(true)
        : gone.equals("0")
            ? Fact.known(false)
            : library.map(build -> !build.version().atLeast(gone));
  }

  /** A file that is not at hand is taken for what it should be. */
  private Fact<Boolean> readsAuthorities() {
    return scope
        .value(prefix + "_tls_CAfile")
        .map(
            file ->
                file.isEmpty()
                    || host.text(file)
                        .map(text -> text.contains("CERTIFICATE-----"))
                        .toOptional()
                        .orElse(true));
  }
}
