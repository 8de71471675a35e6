package dev.postern.postfix.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Certificate;
import dev.postern.tls.Build;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.Credentials;
import dev.postern.tls.HostTls;
import dev.postern.tls.KeyKind;
import dev.postern.tls.SecurityLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Certificates and keys of an smtpd, or of a client (tls/tls_certkey.c): those of
 * smtpd_tls_chain_files, or else one of each kind.
 */
public final class TlsKeys {
  /** A certificate's parameter and its key's. */
  private record Pair(String certificate, String key) {}

  private static final String SERVER = "smtpd";
  private static final String CHAIN_FILES = "_tls_chain_files";

  /** The table of certificates by name, of smtpd and tlsproxy alike. */
  public static final String BY_NAME = "tls_server_sni_maps";

  private static final int MAX_NAMES = 100;
  private static final List<Pair> PAIRS =
      List.of(
          new Pair("_tls_cert_file", "_tls_key_file"),
          new Pair("_tls_eccert_file", "_tls_eckey_file"),
          new Pair("_tls_dcert_file", "_tls_dkey_file"));

  private final String prefix;
  private final Scope scope;
  private final HostTls host;

  /**
   * Those of one program.
   *
   * @param prefix of its parameters: smtpd, smtp or lmtp
   */
  public TlsKeys(Scope scope, String prefix, HostTls host) {
    this.scope = scope;
    this.prefix = prefix;
    this.host = host;
  }

  /**
   * What is shown first.
   *
   * @param level of security at which it is loaded
   */
  public Certificate certificate(Fact<Integer> level, Fact<Build> build) {
    return value(CHAIN_FILES).is("")
        ? ofFirstPair(level, build)
        : ofChain(
            value(CHAIN_FILES),
            scope.value("myhostname"),
            loaded(level, build, this::strength),
            "");
  }

  /**
   * What clients see that ask for a name of tls_server_sni_maps, whose values name files as
   * smtpd_tls_chain_files does (server_sni_callback() of tls/tls_misc.c). Of a name with a dot in
   * front clients ask for any that ends so. The values of an indexed table are taken for what
   * {@code postmap -F} makes of them.
   *
   * @param level of security at which they are loaded
   */
  public List<Certificate> named(Fact<Integer> level, Fact<Build> build) {
    Map<String, Certificate> named = new LinkedHashMap<>();
    for (String spec : Text.elements(scope.value(BY_NAME).toOptional().orElse(""))) {
      LookupTable table = scope.machine().table(spec);
      for (String name : table.listsAll() ? table.keys() : List.<String>of()) {
        if (named.size() < MAX_NAMES && !named.containsKey(name)) {
          named.put(name, ofName(name, table, level, build));
        }
      }
    }
    return List.copyOf(named.values());
  }

  private Certificate ofName(
      String name, LookupTable table, Fact<Integer> level, Fact<Build> build) {
    Fact<String> files =
        table.find(name).map(answer -> answer instanceof Lookup.Found found ? found.value() : "");
    Fact<String> looked =
        name.startsWith(".")
            ? Fact.unknown("clients ask for any name that ends in " + name)
            : Fact.known(name);
    return ofChain(
        files,
        looked,
        loaded(level, build, openssl -> Credentials.strength(texts(files), openssl)),
        name);
  }

  private static Fact<Boolean> loaded(
      Fact<Integer> level, Fact<Build> build, ToIntFunction<Version> strength) {
    return level.with(
        build,
        (asked, library) ->
            new SecurityLevel(asked).allowsBits(strength.applyAsInt(library.version())));
  }

  private Certificate ofChain(
      Fact<String> list, Fact<String> hostName, Fact<Boolean> loaded, String askedName) {
    Fact<String> chain = list.flatMap(files -> textWith(files, "CERTIFICATE-----"));
    return host.certificate(
        new CertificateFiles(
            list,
            list.map(files -> !files.isEmpty()),
            chain,
            list,
            list.flatMap(files -> textWith(files, "PRIVATE KEY-----")),
            hostName,
            loaded,
            askedName));
  }

  private Certificate ofFirstPair(Fact<Integer> level, Fact<Build> build) {
    Fact<String> file = Fact.known("", value(CHAIN_FILES).origins());
    Fact<String> keyFile = file;
    for (Pair pair : PAIRS) {
      Fact<String> before = file;
      Fact<String> keyBefore = keyFile;
      file = before.flatMap(found -> found.isEmpty() ? certificate(pair) : Fact.known(found));
      keyFile =
          before.flatMap(
              found ->
                  found.isEmpty()
                      ? certificate(pair)
                          .flatMap(own -> own.isEmpty() ? Fact.known("") : value(pair.key()))
                      : keyBefore);
    }
    Fact<String> certificate = file;
    Fact<String> keyOfIt = keyFile;
    Fact<String> chain = text(file);
    Fact<String> key = text(keyFile);
    return host.certificate(
        new CertificateFiles(
            file,
            file.map(text -> !text.isEmpty()),
            chain,
            keyFile,
            key,
            scope.value("myhostname"),
            loaded(
                level,
                build,
                openssl ->
                    isKeyless(certificate, keyOfIt)
                        ? Credentials.NOT_LOADED
                        : Credentials.strength(chain, key, false, true, openssl)),
            ""));
  }

  /** Those of a list of files that hold such a block, joined. */
  private Fact<String> textWith(String files, String block) {
    StringBuilder joined = new StringBuilder();
    Fact<String> missing = Fact.unknown("none of the files holds it");
    for (String file : Text.elements(files)) {
      Fact<String> text = host.text(file);
      if (!text.isKnown()) {
        missing = text;
      }
      text.toOptional().filter(found -> found.contains(block)).ifPresent(joined::append);
    }
    return joined.isEmpty() ? missing : Fact.known(joined.toString());
  }

  /** The kinds of all keys; none when TLS works without a certificate. */
  public Fact<Set<KeyKind>> kinds() {
    return value(CHAIN_FILES)
        .flatMap(
            files -> files.isEmpty() ? ofPairs() : HostTls.keys(textWith(files, "-----BEGIN ")));
  }

  private Fact<Set<KeyKind>> ofPairs() {
    Fact<Set<KeyKind>> all = Fact.known(Set.of());
    for (Pair pair : PAIRS) {
      Fact<Set<KeyKind>> own =
          certificate(pair)
              .flatMap(
                  file -> file.isEmpty() ? Fact.known(Set.of()) : HostTls.key(host.text(file)));
      all = both(all, own);
    }
    return all;
  }

  /** Bits of security of the weakest of them; where one is refused, there is no TLS at all. */
  public int strength(Version openssl) {
    Fact<String> chain = value(CHAIN_FILES);
    if (!chain.is("")) {
      return Credentials.strength(texts(chain), openssl);
    }
    int strength = Credentials.STRONG;
    for (Pair pair : PAIRS) {
      Fact<String> file = certificate(pair);
      if (file.toOptional().filter(TlsKeys::isNone).isPresent()) {
        // To a client the word is the name of a file, which is nowhere.
        return Credentials.NOT_LOADED;
      }
      if (isKeyless(file, value(pair.key()))) {
        return Credentials.NOT_LOADED;
      }
      if (!file.is("")) {
        strength =
            Math.min(
                strength,
                Credentials.strength(text(file), text(value(pair.key())), false, true, openssl));
      }
    }
    return strength;
  }

  private List<Fact<String>> texts(Fact<String> files) {
    return files.toOptional().map(Text::elements).orElse(List.of()).stream()
        .map(host::text)
        .toList();
  }

  /** Whether they can be read at all, however weak they are. */
  public Fact<Boolean> areLoaded(Fact<Build> build) {
    List<Origin> named = new ArrayList<>(value(CHAIN_FILES).origins());
    for (Pair pair : PAIRS) {
      named.addAll(value(pair.certificate()).origins());
      named.addAll(value(pair.key()).origins());
    }
    return build.map(library -> strength(library.version()) != Credentials.NOT_LOADED).from(named);
  }

  private static Fact<Set<KeyKind>> both(Fact<Set<KeyKind>> one, Fact<Set<KeyKind>> other) {
    return one.with(
        other,
        (these, those) -> {
          Set<KeyKind> both = new HashSet<>(these);
          both.addAll(those);
          return both;
        });
  }

  private Fact<String> certificate(Pair pair) {
    Fact<String> file = value(pair.certificate());
    return prefix.equals(SERVER) ? file.map(text -> isNone(text) ? "" : text) : file;
  }

  private Fact<String> value(String name) {
    return scope.value(prefix + name);
  }

  /** The file of the key is opened though its name is empty (set_cert_stuff()). */
  private static boolean isKeyless(Fact<String> certificate, Fact<String> key) {
    return key.is("") && certificate.isKnown() && !certificate.is("");
  }

  private static boolean isNone(String file) {
    return file.equalsIgnoreCase("none");
  }

  private Fact<String> text(Fact<String> path) {
    return path.flatMap(
        found -> found.isEmpty() ? Fact.unknown("no file is configured") : host.text(found));
  }
}
