package dev.postern.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * The configuration of a Dovecot with one listener, or of a Postfix with one that may and one that
 * must use TLS; chosen traps, and random ones from a fixed seed.
 *
 * @param files by name
 */
record TlsConfiguration(Map<String, String> files) {
  private static final long SEED = Long.getLong("postern.tls.seed", 20_261_125);
  private static final int RANDOM_ONES = Integer.getInteger("postern.tls.random", 6);

  /** The name of OpenSSL's configuration among the files. */
  static final String OPENSSL = "openssl.cnf";

  private static final String DOVECOT =
      """
      protocols = imap
      ssl = required
      service imap-login {
        inet_listener imap {
          port = 0
        }
      }
      passdb {
        driver = static
        args = password=secret
      }
      """;
  private static final String DOVECOT_RSA = "ssl_cert = <@DIR@/rsa.pem\nssl_key = <@DIR@/rsa.key\n";
  private static final String DOVECOT_EC = "ssl_cert = <@DIR@/ec.pem\nssl_key = <@DIR@/ec.key\n";
  private static final String DOVECOT_BOTH =
      DOVECOT_RSA + "ssl_alt_cert = <@DIR@/ec.pem\nssl_alt_key = <@DIR@/ec.key\n";
  private static final String DOVECOT_ED = "ssl_cert = <@DIR@/ed.pem\nssl_key = <@DIR@/ed.key\n";

  private static final String DOVECOT_PAIR = "ssl_cert = <@DIR@/%s\nssl_key = <@DIR@/%s\n";

  private static final String EVERYTHING =
      "ssl_min_protocol = TLSv1\nssl_cipher_list = ALL:!aNULL:@SECLEVEL=0\n";

  private static final String POSTFIX =
      """
      compatibility_level = 3.6
      inet_protocols = ipv4
      mynetworks = 127.0.0.0/8
      smtpd_tls_security_level = may
      """;
  private static final String POSTFIX_RSA =
      "smtpd_tls_cert_file = @DIR@/rsa.pem\nsmtpd_tls_key_file = @DIR@/rsa.key\n";
  private static final String POSTFIX_EC =
      "smtpd_tls_eccert_file = @DIR@/ec.pem\nsmtpd_tls_eckey_file = @DIR@/ec.key\n";
  private static final String POSTFIX_PAIR =
      "smtpd_tls_cert_file = @DIR@/%s\nsmtpd_tls_key_file = @DIR@/%s\n";
  private static final String MASTER =
      """
      smtp inet n - n - - smtpd
      465 inet n - n - - smtpd
        -o smtpd_tls_wrappermode=yes
      """;

  /** Words of cipher strings of which most select something. */
  private static final List<String> WORDS =
      List.of(
          "HIGH",
          "MEDIUM",
          "ALL",
          "ECDHE",
          "DHE",
          "kRSA",
          "AESGCM",
          "AES128",
          "AES256",
          "CHACHA20",
          "ECDHE+AESGCM",
          "EECDH+AES",
          "kEDH+AES",
          "SHA1",
          "SHA256",
          "CAMELLIA",
          "ARIA",
          "aECDSA",
          "aRSA",
          "aNULL",
          "eNULL",
          "ADH",
          "AECDH",
          "AESCCM",
          "TLSv1.2",
          "TLSv1.0",
          "SSLv3",
          "DEFAULT",
          "ECDHE-RSA-AES128-SHA",
          "DHE-RSA-AES256-GCM-SHA384",
          "AES256-SHA",
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "RC4",
          "3DES",
          "FOO");

  private static final List<String> GROUPS =
      List.of("X25519", "prime256v1", "secp384r1", "P-521", "X448", "ffdhe2048", "ffdhe3072");

  /** All of them by name; of those only whose name the property {@code postern.tls.only} finds. */
  static Map<String, TlsConfiguration> all() {
    Map<String, TlsConfiguration> all = every();
    Pattern only = Pattern.compile(System.getProperty("postern.tls.only", ""));
    all.keySet().removeIf(name -> !only.matcher(name).find());
    return all;
  }

  private static Map<String, TlsConfiguration> every() {
    Map<String, TlsConfiguration> all = new LinkedHashMap<>();
    chosenDovecots().forEach((name, text) -> all.put("d-" + name, dovecot(text)));
    unusableDovecots().forEach((name, text) -> all.put("d-" + name, dovecot(text)));
    unusablePostfixes().forEach((name, text) -> all.put("p-" + name, postfix(text)));
    chosenPostfixes().forEach((name, text) -> all.put("p-" + name, postfix(text)));
    OpensslConfigurations.all(dovecot(DOVECOT_RSA), postfix(POSTFIX_RSA)).forEach(all::put);
    Random random = new Random(SEED);
    for (int i = 0; i < RANDOM_ONES; i++) {
      all.put("d-random-" + i, dovecot(randomDovecot(random)));
      all.put("p-random-" + i, postfix(randomPostfix(random)));
    }
    return all;
  }

  /** The same with more settings of the daemon, and with a configuration of OpenSSL. */
  TlsConfiguration with(String settings, String openssl) {
    Map<String, String> more = new LinkedHashMap<>(files);
    String main = files.containsKey("main.cf") ? "main.cf" : "dovecot.conf";
    more.computeIfPresent(main, (name, text) -> text + settings);
    more.put(OPENSSL, openssl);
    return new TlsConfiguration(more);
  }

  private static TlsConfiguration dovecot(String text) {
    return new TlsConfiguration(Map.of("dovecot.conf", DOVECOT + text));
  }

  private static TlsConfiguration postfix(String text) {
    return new TlsConfiguration(Map.of("main.cf", POSTFIX + text, "master.cf", MASTER));
  }

  /** Writes it where the probe finds it: a file for Dovecot, a directory for Postfix. */
  Path write(Path path) throws IOException {
    Files.createDirectory(path);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(path.resolve(file.getKey()), file.getValue());
    }
    return files.containsKey("dovecot.conf") ? path.resolve("dovecot.conf") : path;
  }

  private static Map<String, String> chosenDovecots() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("default", DOVECOT_RSA);
    all.put("ecdsa", DOVECOT_EC);
    all.put("both", DOVECOT_BOTH + "ssl_prefer_server_ciphers = yes\n");
    all.put("ed25519", DOVECOT_ED);
    all.put("dh", DOVECOT_RSA + "ssl_dh = <@DIR@/dh2048.pem\n");
    all.put("dh-3072", DOVECOT_BOTH + "ssl_dh = <@DIR@/dh3072.pem\nssl_options = no_ticket\n");
    all.put("latent", DOVECOT_RSA + "ssl_min_protocol = TLSv1\n");
    all.put(
        "effective", DOVECOT_RSA + "ssl_min_protocol = TLSv1\nssl_cipher_list = ALL:@SECLEVEL=0\n");
    all.put(
        "level-1", DOVECOT_RSA + "ssl_min_protocol = SSLv3\nssl_cipher_list = ALL:@SECLEVEL=1\n");
    all.put("only-1-3", DOVECOT_RSA + "ssl_min_protocol = TLSv1.3\n");
    all.put("latest", DOVECOT_EC + "ssl_min_protocol = LATEST\n");
    all.put("any", DOVECOT_RSA + "ssl_min_protocol = ANY\nssl_cipher_list = DEFAULT@SECLEVEL=0\n");
    all.put("wrong-key-for-list", DOVECOT_RSA + "ssl_cipher_list = aECDSA\n");
    all.put("empty-list", DOVECOT_RSA + "ssl_cipher_list =\n");
    all.put("selects-nothing", DOVECOT_RSA + "ssl_cipher_list = FOO\n");
    all.put("tls-1-3-name", DOVECOT_RSA + "ssl_cipher_list = TLS_AES_128_GCM_SHA256\n");
    all.put("curves", DOVECOT_BOTH + "ssl_curve_list = P-521:X448\n");
    all.put("wrong-curve", DOVECOT_BOTH + "ssl_curve_list = X25519:secp999r1\n");
    all.put("only-primes", DOVECOT_RSA + "ssl_curve_list = ffdhe2048:ffdhe3072\n");
    all.put(
        "tls-1-3-suites",
        DOVECOT_RSA + "ssl_cipher_suites = TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256\n");
    all.put("level-3", DOVECOT_BOTH + "ssl_cipher_list = HIGH:@SECLEVEL=2\n");
    return all;
  }

  /** What OpenSSL loads at some security levels only, or not at all, and what comes near to it. */
  private static Map<String, String> unusableDovecots() {
    String weak = "ssl_cert = <@DIR@/weak.pem\nssl_key = <@DIR@/weak.key\n";
    String sha1 = "ssl_cert = <@DIR@/sha1.pem\nssl_key = <@DIR@/sha1.key\n";
    String prime = DOVECOT_RSA + "ssl_dh = <@DIR@/dh1024.pem\n";
    String encrypted = "ssl_cert = <@DIR@/rsa.pem\nssl_key = <@DIR@/encrypted.key\n";
    Map<String, String> all = new LinkedHashMap<>();
    all.put("weak-key", weak);
    all.put("weak-key-level-1", weak + "ssl_cipher_list = HIGH:@SECLEVEL=1\n");
    all.put("weak-key-level-0", weak + "ssl_cipher_list = HIGH:@SECLEVEL=0\n");
    all.put("middling-key-level-3", DOVECOT_RSA + "ssl_cipher_list = HIGH:@SECLEVEL=3\n");
    all.put("curve-level-3", DOVECOT_EC + "ssl_cipher_list = HIGH:@SECLEVEL=3\n");
    all.put("weak-signature", sha1);
    all.put("weak-signature-level-1", sha1 + "ssl_cipher_list = HIGH:@SECLEVEL=1\n");
    all.put("weak-signature-level-0", sha1 + "ssl_cipher_list = HIGH:@SECLEVEL=0\n");
    all.put("weak-prime", prime);
    all.put("weak-prime-level-1", prime + "ssl_cipher_list = HIGH:@SECLEVEL=1\n");
    all.put("key-of-another", "ssl_cert = <@DIR@/rsa.pem\nssl_key = <@DIR@/sha1.key\n");
    all.put(
        "alternative-key-of-another",
        DOVECOT_RSA + "ssl_alt_cert = <@DIR@/ec.pem\nssl_alt_key = <@DIR@/ed.key\n");
    all.put("edwards-key-of-another", "ssl_cert = <@DIR@/ed.pem\nssl_key = <@DIR@/ec.key\n");
    all.put("encrypted-key", encrypted);
    all.put("encrypted-key-with-password", encrypted + "ssl_key_password = secret\n");
    inForms(DOVECOT_PAIR, all);
    all.put("pss-old", all.get("pss") + EVERYTHING);
    all.put("ed448-old", all.get("ed448") + EVERYTHING);
    all.put("key-for-certificate", "ssl_cert = <@DIR@/rsa.key\nssl_key = <@DIR@/rsa.key\n");
    return all;
  }

  /** Certificates and keys in all the forms that they come in, and some that no server takes. */
  private static void inForms(String pair, Map<String, String> all) {
    all.put("der", pair.formatted("rsa.der", "rsa.key"));
    all.put("der-key", pair.formatted("rsa.pem", "rsa-key.der"));
    all.put("old-key", pair.formatted("rsa.pem", "old.key"));
    all.put("lines-of-windows", pair.formatted("windows.pem", "rsa.key"));
    all.put("wrong-order", pair.formatted("wrong-order.pem", "leaf.key"));
    all.put("pss", pair.formatted("pss.pem", "pss.key"));
    all.put("ed448", pair.formatted("ed448.pem", "ed448.key"));
    all.put("one-file", pair.formatted("chain.pem", "chain.pem"));
    all.put("no-certificate-in-it", pair.formatted("dh2048.pem", "rsa.key"));
    all.put("no-key-in-it", pair.formatted("rsa.pem", "dh2048.pem"));
  }

  private static Map<String, String> unusablePostfixes() {
    String weak = "smtpd_tls_cert_file = @DIR@/weak.pem\nsmtpd_tls_key_file = @DIR@/weak.key\n";
    Map<String, String> all = new LinkedHashMap<>();
    all.put("weak-key", weak);
    all.put("weak-key-level-2", weak + "tls_medium_cipherlist = HIGH:@SECLEVEL=2\n");
    all.put("weak-prime", POSTFIX_RSA + "smtpd_tls_dh1024_param_file = @DIR@/dh1024.pem\n");
    all.put(
        "key-of-another",
        "smtpd_tls_cert_file = @DIR@/rsa.pem\nsmtpd_tls_key_file = @DIR@/sha1.key\n");
    all.put(
        "encrypted-key",
        "smtpd_tls_cert_file = @DIR@/rsa.pem\nsmtpd_tls_key_file = @DIR@/encrypted.key\n");
    all.put(
        "second-key-of-another",
        POSTFIX_RSA
            + "smtpd_tls_eccert_file = @DIR@/ec.pem\nsmtpd_tls_eckey_file = @DIR@/ed.key\n");
    inForms(POSTFIX_PAIR, all);
    all.put("trusted", POSTFIX_PAIR.formatted("trusted.pem", "rsa.key"));
    String chain = "smtpd_tls_chain_files = @DIR@/%s, @DIR@/%s\n";
    all.put("chain-certificate-first", chain.formatted("rsa.pem", "rsa.key"));
    all.put("chain-with-parameters", chain.formatted("parameters.key", "ec.pem"));
    all.put("chain-of-der", chain.formatted("rsa.key", "rsa.der"));
    all.put("chain-then-der", chain.formatted("chain.pem", "rsa.der"));
    all.put("chain-trusted", chain.formatted("rsa.key", "trusted.pem"));
    all.put("chain-with-prime", chain.formatted("chain.pem", "dh2048.pem"));
    all.put("chain-of-two-keys", chain.formatted("ec.key", "chain.pem"));
    all.put("chain-wrong-order", chain.formatted("leaf.key", "wrong-order.pem"));
    all.put("chain-ends-with-key", chain.formatted("chain.pem", "ed.key"));
    all.put("chain-of-another", "smtpd_tls_chain_files = @DIR@/sha1.key, @DIR@/rsa.pem\n");
    return all;
  }

  private static Map<String, String> chosenPostfixes() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("default", POSTFIX_RSA);
    all.put("ecdsa", POSTFIX_EC);
    all.put("both", POSTFIX_RSA + POSTFIX_EC + "tls_preempt_cipherlist = yes\n");
    all.put("chain", "smtpd_tls_chain_files = @DIR@/chain.pem\n");
    all.put("anonymous", "smtpd_tls_cert_file = none\n");
    all.put(
        "hardened",
        POSTFIX_RSA
            + """
            smtpd_tls_mandatory_protocols = >=TLSv1.2
            smtpd_tls_mandatory_ciphers = high
            smtpd_tls_mandatory_exclude_ciphers = aNULL, kRSA, SHA1 SHA256, SHA384, CAMELLIA
            """);
    all.put(
        "opportunistic",
        POSTFIX_RSA + "smtpd_tls_protocols = !TLSv1.1\nsmtpd_tls_ciphers = high\n");
    all.put("exclude", POSTFIX_RSA + "smtpd_tls_exclude_ciphers = aNULL:DHE, AES256\n");
    all.put("exclude-operator", POSTFIX_RSA + "smtpd_tls_mandatory_exclude_ciphers = !aNULL\n");
    all.put("grade-null", POSTFIX_RSA + "smtpd_tls_mandatory_ciphers = null\n");
    all.put("grade-export", POSTFIX_RSA + "smtpd_tls_ciphers = export\n");
    all.put("grade-wrong", POSTFIX_RSA + "smtpd_tls_mandatory_ciphers = best\n");
    all.put("list", POSTFIX_RSA + "tls_medium_cipherlist = ECDHE+AESGCM:@SECLEVEL=2\n");
    all.put("list-invalid", POSTFIX_RSA + "tls_medium_cipherlist = HIGH:! aNULL\n");
    all.put("list-nothing", POSTFIX_RSA + "tls_medium_cipherlist = FOO\n");
    all.put("strong", POSTFIX_RSA + "smtpd_tls_eecdh_grade = strong\n");
    all.put("ultra", POSTFIX_RSA + "smtpd_tls_eecdh_grade = ultra\n");
    all.put("grade-none", POSTFIX_RSA + "smtpd_tls_eecdh_grade = none\n");
    all.put("no-curves", POSTFIX_RSA + "tls_eecdh_auto_curves =\n");
    all.put("no-known-curves", POSTFIX_RSA + "tls_eecdh_auto_curves = nonsense\n");
    all.put("curves", POSTFIX_RSA + "tls_eecdh_auto_curves = P-384 nonsense X25519\n");
    all.put("dh", POSTFIX_RSA + "smtpd_tls_dh1024_param_file = @DIR@/dh3072.pem\n");
    all.put("dh-auto", POSTFIX_RSA + "smtpd_tls_dh1024_param_file = auto\n");
    all.put("dh-auto-anonymous", POSTFIX_EC + "smtpd_tls_dh1024_param_file = auto\n");
    all.put("no-ticket", POSTFIX_RSA + "tls_ssl_options = NO_TICKET\n");
    all.put("no-ticket-cipher", POSTFIX_RSA + "tls_session_ticket_cipher =\n");
    all.put("no-cache", POSTFIX_RSA + "smtpd_tls_session_cache_timeout = 0\n");
    all.put("short-cache", POSTFIX_RSA + "smtpd_tls_session_cache_timeout = 30s\n");
    all.put("long-cache", POSTFIX_RSA + "smtpd_tls_session_cache_timeout = 5d\n");
    all.put("only-1-3", POSTFIX_RSA + "smtpd_tls_mandatory_protocols = TLSv1.3\n");
    all.put("wrong-protocols", POSTFIX_RSA + "smtpd_tls_protocols = !TLSv1.9\n");
    return all;
  }

  private static String randomDovecot(Random random) {
    StringBuilder text = new StringBuilder();
    text.append(pick(random, List.of(DOVECOT_RSA, DOVECOT_EC, DOVECOT_BOTH)));
    text.append("ssl_min_protocol = ")
        .append(pick(random, List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.2", "TLSv1.3")))
        .append("\nssl_cipher_list = ")
        .append(cipherList(random))
        .append(pick(random, List.of("", "", ":@SECLEVEL=0", ":@SECLEVEL=1", ":@STRENGTH")))
        .append("\nssl_prefer_server_ciphers = ")
        .append(pick(random, List.of("yes", "no")))
        .append('\n');
    if (random.nextBoolean()) {
      text.append("ssl_dh = <@DIR@/dh2048.pem\n");
    }
    if (random.nextInt(3) == 0) {
      text.append("ssl_curve_list = ").append(groups(random, ":")).append('\n');
    }
    return text.toString();
  }

  private static String randomPostfix(Random random) {
    StringBuilder text = new StringBuilder();
    text.append(pick(random, List.of(POSTFIX_RSA, POSTFIX_EC, POSTFIX_RSA + POSTFIX_EC)));
    text.append("smtpd_tls_protocols = ")
        .append(pick(random, List.of(">=TLSv1", ">=TLSv1.2", "!TLSv1", "TLSv1.2 TLSv1.1", "")))
        .append("\nsmtpd_tls_mandatory_protocols = ")
        .append(pick(random, List.of(">=TLSv1.2", "<=TLSv1.2", ">=TLSv1.3", "!TLSv1.2", ">=TLSv1")))
        .append("\nsmtpd_tls_ciphers = ")
        .append(pick(random, List.of("medium", "high", "low")))
        .append("\ntls_medium_cipherlist = ")
        .append(cipherList(random))
        .append("\nsmtpd_tls_exclude_ciphers = ")
        .append(pick(random, List.of("", "aNULL", "aNULL, kRSA", "SHA1 3DES", "AESCCM8")))
        .append("\ntls_preempt_cipherlist = ")
        .append(pick(random, List.of("yes", "no")))
        .append('\n');
    if (random.nextInt(3) == 0) {
      text.append("tls_eecdh_auto_curves = ").append(groups(random, " ")).append('\n');
    }
    return text.toString();
  }

  private static String cipherList(Random random) {
    StringBuilder list = new StringBuilder();
    int words = 1 + random.nextInt(5);
    for (int i = 0; i < words; i++) {
      list.append(i == 0 ? "" : ":" + pick(random, List.of("", "", "!", "-", "+")));
      list.append(pick(random, WORDS));
    }
    return list.toString();
  }

  private static String groups(Random random, String separator) {
    List<String> names = new java.util.ArrayList<>(GROUPS);
    java.util.Collections.shuffle(names, random);
    return String.join(separator, names.subList(0, 1 + random.nextInt(3)));
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
