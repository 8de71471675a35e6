package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.service.Platform;
import dev.postern.posture.tls.Certificate;
import dev.postern.source.FileTree;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the daemons of one host have in common for TLS: the library, and the files of certificates
 * and keys. What was worked out once is kept. For one thread.
 */
public final class HostTls {
  /** Larger files hold no certificates that a server would load. */
  private static final int MAX_BYTES = 1 << 20;

  /** In an order that is always the same. */
  private static final List<Set<KeyKind>> LIKELY_KEYS =
      List.of(Set.of(KeyKind.RSA), Set.of(KeyKind.ECDSA), Set.of(KeyKind.RSA, KeyKind.ECDSA));

  private static final String OF_RED_HAT = "etc/pki/tls/openssl.cnf";
  private static final String OF_THE_OTHERS = "etc/ssl/openssl.cnf";
  private static final String SYSTEM_POLICY = "PROFILE=SYSTEM";

  private final FileTree tree;
  private final Platform platform;
  private final Supplier<LocalDate> today;
  private final Map<String, CipherString.Result> lists = new HashMap<>();
  private final Map<String, Fact<String>> texts = new HashMap<>();
  private final Map<String, OpensslConf> confs = new HashMap<>();
  private final Set<Problem> passedOver = new LinkedHashSet<>();
  private final CryptoPolicy policy;

  /**
   * TLS of one host.
   *
   * @param today the day by which the validity of certificates is judged
   */
  public HostTls(FileTree tree, Platform platform, Supplier<LocalDate> today) {
    this.tree = tree;
    this.platform = platform;
    this.today = today;
    this.policy = new CryptoPolicy(tree);
  }

  /** TLS of one host, judged by this machine's clock. */
  public HostTls(FileTree tree, Platform platform) {
    this(tree, platform, () -> LocalDate.now(ZoneId.systemDefault()));
  }

  /**
   * The library, or those still possible, with the system's configuration.
   *
   * @param oldest the oldest that the server can be built with
   */
  public Fact<Build> build(String oldest) {
    return build(oldest, systemFile(), "");
  }

  /** The library when a program bids it read no configuration. */
  public Fact<Build> unconfigured(String oldest) {
    return Builds.of(
        platform, oldest, version -> Fact.known(SystemDefaults.NONE), Optional.empty());
  }

  /**
   * The library as a program has it that reads a configuration of its own.
   *
   * @param file the configuration's path
   * @param application the name under which the program looks there; may be empty
   */
  public Fact<Build> build(String oldest, String file, String application) {
    OpensslConf conf = confs.computeIfAbsent(file, path -> OpensslConfReader.read(tree, path));
    return Builds.of(
        platform,
        oldest,
        version -> SystemDefaultsReader.of(conf, application, version, passedOver),
        conf.systemPolicy() || (hasPolicy() && conf.files().isEmpty())
            ? Optional.of(policy)
            : Optional.empty());
  }

  /** Where the system's configuration of OpenSSL stands. */
  public String systemFile() {
    return tree.isFile(OF_RED_HAT) ? OF_RED_HAT : OF_THE_OTHERS;
  }

  private boolean hasPolicy() {
    return policy.isPresent() || platform.distribution().is(Platform.Distribution.RED_HAT);
  }

  /** The configuration files of OpenSSL that were read. */
  public List<ReadFile> files() {
    List<ReadFile> files = new ArrayList<>();
    confs.values().forEach(conf -> files.addAll(conf.files()));
    return files;
  }

  /** What is wrong with them. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(passedOver);
    confs.values().forEach(conf -> problems.addAll(conf.problems()));
    return problems;
  }

  /**
   * What a cipher string selects. Red Hat's builds take {@code PROFILE=SYSTEM} in front for what
   * the system's policy says; where that is not among the files, it may be anything between the
   * least and the most that any policy selects.
   */
  public Fact<CipherString.Result> select(String list, Build build) {
    boolean systemPolicy =
        policy.isPresent() || platform.distribution().mayBe(Platform.Distribution.RED_HAT);
    if (!systemPolicy || !list.startsWith(SYSTEM_POLICY)) {
      return hasPolicy()
          ? WeakSuites.with(evaluate(list, build), list, build.library())
          : Fact.known(evaluate(list, build));
    }
    String rest = list.substring(SYSTEM_POLICY.length());
    Optional<String> ciphers = policy.ciphers();
    if (ciphers.isPresent()) {
      return Fact.known(evaluate(ciphers.get() + rest, build));
    }
    Set<CipherString.Result> possible = new LinkedHashSet<>();
    possible.add(evaluate(CryptoPolicy.LEAST + rest, build));
    possible.add(evaluate(CryptoPolicy.MOST + rest, build));
    if (!build.version().atLeast("3.0")) {
      // Red Hat's 1.1.1 has the weak suites that others left out: those of 1.0.2.
      possible.add(CipherString.evaluate(CryptoPolicy.MOST + rest, Library.all().get(0)));
    }
    if (!hasPolicy()) {
      possible.add(evaluate(list, build));
    }
    return Fact.oneOf(
        possible,
        "the system's cryptographic policy decides, and is not among the files",
        policy.origins());
  }

  private CipherString.Result evaluate(String list, Build build) {
    return lists.computeIfAbsent(
        build.library().name() + ' ' + list, key -> CipherString.evaluate(list, build.library()));
  }

  /** The text of a PEM file; unknown when it is not among the host's files. */
  public Fact<String> text(String path) {
    return texts.computeIfAbsent(path, this::read);
  }

  private Fact<String> read(String path) {
    try {
      Optional<String> inTree = Paths.normalise(path);
      Optional<SourceFile> file =
          inTree.isPresent() ? tree.read(inTree.get()) : Optional.<SourceFile>empty();
      return file.isEmpty()
          ? Fact.unknown(path + " is not among the files")
          : file.get().text().length() > MAX_BYTES
              ? Fact.unknown(path + " is too large for a certificate or key")
              : Fact.known(file.get().text());
    } catch (FileTree.Unreadable e) {
      return Fact.unknown(path + " cannot be read: " + e.why());
    }
  }

  /** Whether a file holds a private key in PEM; unknown when it is not among the host's files. */
  public Fact<Boolean> holdsKey(String path) {
    return text(path).map(found -> found.contains("PRIVATE KEY-----"));
  }

  /** The certificate and key of a server, in PEM. */
  public Certificate certificate(CertificateFiles files) {
    return new CertificateReader(files, today).certificate();
  }

  /** The kinds of key of chains, each after its key, as of {@link #key(Fact)}. */
  public static Fact<Set<KeyKind>> keys(Fact<String> keysAndChains) {
    return kinds(keysAndChains, CertificateReader::keyKinds);
  }

  /** The kind of key that a certificate has; the usual ones when it is not among the files. */
  public static Fact<Set<KeyKind>> key(Fact<String> pem) {
    return kinds(
        pem,
        text ->
            CertificateReader.first(text)
                .map(certificate -> Set.of(certificate.keyKind()))
                .orElse(Set.of()));
  }

  private static Fact<Set<KeyKind>> kinds(
      Fact<String> pem, Function<String, Set<KeyKind>> kindsOf) {
    Fact<Set<KeyKind>> known =
        pem.flatMap(
            text -> {
              Set<KeyKind> kinds = kindsOf.apply(text);
              return kinds.isEmpty()
                  ? Fact.unknown("the file holds no certificate that can be read")
                  : Fact.known(kinds);
            });
    return known instanceof Fact.Unknown<Set<KeyKind>> unknown && unknown.candidates().isEmpty()
        ? new Fact.Unknown<>(
            "the kind of the certificate's key decides, and " + unknown.reason(),
            unknown.origins(),
            new LinkedHashSet<>(LIKELY_KEYS))
        : known;
  }

  /**
   * The kinds of key of a certificate with which it can be used: none when the private key is of
   * another kind.
   */
  public static Fact<Set<KeyKind>> key(Fact<String> certificate, Fact<String> key) {
    Fact<Set<KeyKind>> certified = key(certificate);
    Optional<KeyKind> own = key.toOptional().flatMap(CertificateReader::kindOfKey);
    return own.isEmpty()
        ? certified
        : certified.map(kinds -> kinds.contains(own.get()) ? kinds : Set.of());
  }

  /**
   * The length of the prime that OpenSSL 3 chooses for itself: as strong as the key of RSA
   * (ssl_get_auto_dh() in ssl/t1_lib.c, and the strengths of SP 800-56B).
   *
   * @param keyBits of the certificate; where they are not known, those in use are possible
   */
  public static Fact<Integer> automaticDhBits(Fact<Integer> keyBits) {
    return keyBits instanceof Fact.Unknown<Integer> unknown && unknown.candidates().isEmpty()
        ? new Fact.Unknown<>(
            "the prime is as strong as the certificate's key, and " + unknown.reason(),
            unknown.origins(),
            new LinkedHashSet<>(List.of(2048, 3072, 4096)))
        : keyBits.map(
            bits ->
                bits >= 7680
                    ? 8192
                    : bits >= 4096 ? 4096 : bits >= 3072 ? 3072 : bits >= 2048 ? 2048 : 1024);
  }

  /** The length of the prime of Diffie-Hellman parameters in PEM. */
  public static Fact<Integer> dhBits(Fact<String> pem) {
    return pem.flatMap(
        text ->
            DhParameters.bits(text, true)
                .map(bits -> Fact.known(bits))
                .orElse(Fact.unknown("the file holds no Diffie-Hellman parameters")));
  }
}
