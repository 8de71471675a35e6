package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.tls.Preference;
import dev.postern.posture.tls.TlsVersion;
import java.util.ArrayList;
import java.util.List;

/** What the library and its own configuration do where a program leaves it to them. */
public record ConfiguredLibrary(Fact<Build> build) {
  private static final String OPTIONS = "options";

  /** The statements of OpenSSL's own configuration, by the names of its commands in lower case. */
  public List<Origin> origins(String... commands) {
    List<Origin> origins = new ArrayList<>();
    for (Build one : build.possibilities()) {
      origins.addAll(one.defaults().origins(commands));
    }
    return origins;
  }

  /** Those that decide on the versions of the protocol. */
  public List<Origin> versions() {
    return origins("cipherstring", "protocol", "minprotocol", "maxprotocol");
  }

  /** Those that decide on the groups. */
  public List<Origin> groups() {
    return origins("groups", "curves", "ecdhparameters");
  }

  /**
   * Whose order of suites counts: where the configuration demands the server's, programs leave it
   * so.
   *
   * @param own whether the program demands the server's
   */
  public Fact<Preference> preference(Fact<Boolean> own) {
    Fact<Boolean> told = build.map(b -> b.defaults().serverPreference()).from(origins(OPTIONS));
    return (own.is(true) || told.is(false) ? own : Fact.or(own, told))
        .map(server -> server ? Preference.SERVER : Preference.CLIENT);
  }

  /** Whether sessions may be resumed by tickets. */
  public Fact<Boolean> tickets() {
    return build.map(b -> b.defaults().tickets()).from(origins(OPTIONS));
  }

  /** Whether clients may ask for another handshake of a program that says nothing of it. */
  public Fact<Boolean> renegotiation() {
    List<Origin> decided = new ArrayList<>(build.origins());
    decided.addAll(origins(OPTIONS));
    return build.flatMap(ConfiguredLibrary::renegotiation).from(decided);
  }

  private static Fact<Boolean> renegotiation(Build build) {
    return build
        .defaults()
        .renegotiation()
        .map(allowed -> Fact.known(allowed))
        .orElseGet(
            () ->
                build.version().atLeast("3.0")
                    ? Fact.known(false)
                    : Fact.unknown(
                        "whether a client may renegotiate depends on OpenSSL before 3.0"));
  }

  /** The newest version of the protocol of a program that sets none. */
  public Fact<TlsVersion> maximum() {
    return build
        .toOptional()
        .map(ConfiguredLibrary::maximum)
        .orElseGet(
            () ->
                Fact.known(
                    TlsVersion.TLSV1_3,
                    new Origin.Assumption(
                        "the TLS library knows TLSv1.3, as OpenSSL 1.1.1 and later do")));
  }

  private static Fact<TlsVersion> maximum(Build build) {
    SystemDefaults defaults = build.defaults();
    return defaults
        .maximum()
        .map(told -> Fact.known(told, defaults.origins("maxprotocol")))
        .orElseGet(
            () ->
                Fact.known(
                    build.has(TlsVersion.TLSV1_3) ? TlsVersion.TLSV1_3 : TlsVersion.TLSV1_2,
                    new Origin.Default("OpenSSL", build.version().toString(), "newest version")));
  }
}
