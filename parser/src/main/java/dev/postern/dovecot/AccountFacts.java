package dev.postern.dovecot;

import dev.postern.data.DataFile;
import dev.postern.data.SamplePasswords;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.daemon.PasswordServer;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.ReadFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The databases that know the users' passwords, and the files they are configured by (Dovecot
 * 2.3.19.1 src/auth/passdb-*.c, db-*.c).
 */
final class AccountFacts {
  private static final List<String> SECRET_KEYS =
      List.of("connect", "dnpass", "client_secret", "password", "uri");

  /** A password among the words of a connection, with the quotes of libpq or without. */
  private static final Pattern PASSWORD = Pattern.compile("\\bpassword='?([^'\\s]+)");

  private static final Pattern PASSWORDS = Pattern.compile("(?i)\\b(plain|login)\\b");

  private static final String PASSWORD_FIELD = "password=";

  private static final Pattern USER_OF_URI = Pattern.compile("[a-z]+://[^/@:]*:([^/@]*)@");

  /** In the field of a user that is passed on (auth_proxy_settings_parse(), Dovecot 2.4.4). */
  private static final String ANY_CERTIFICATE = "any-cert";

  private final ScopedFacts facts;
  private final FileTree tree;
  private final Map<String, DriverKind> kinds = new LinkedHashMap<>();
  private final Map<String, ExternalFile> files = new LinkedHashMap<>();
  private final List<AccountDatabase> databases = new ArrayList<>();
  private final List<Fact<Boolean>> uncheckedProxies = new ArrayList<>();
  private final List<SecretFile> secrets = new ArrayList<>();
  private final PasswordServers passwordServers = new PasswordServers();

  /**
   * What a driver does with its arguments.
   *
   * @param configured whether its arguments name a file of settings
   * @param file whether the last of its arguments is the file with the accounts
   * @param scheme the scheme unless something else is said; empty when a program decides
   */
  private record DriverKind(boolean configured, boolean file, String scheme) {}

  AccountFacts(DovecotSettings settings, FileTree tree) {
    this.facts = new ScopedFacts(settings, Scope.GLOBAL);
    this.tree = tree;
    for (String list : List.of("passdb", "userdb")) {
      for (String id : settings.sections(Scope.GLOBAL, list)) {
        database(list, list + "/" + SectionNames.escape(id));
      }
    }
  }

  List<AccountDatabase> databases() {
    return databases;
  }

  List<SecretFile> secrets() {
    return secrets;
  }

  List<ReadFile> files() {
    return files.values().stream().flatMap(file -> file.files().stream()).distinct().toList();
  }

  /** The files that databases are configured by. */
  Collection<ExternalFile> external() {
    return files.values();
  }

  /** What makes the proxy for users of a database take any certificate, one for each that does. */
  List<Fact<Boolean>> uncheckedProxies() {
    return uncheckedProxies;
  }

  List<PasswordServer> passwordServers() {
    return passwordServers.all();
  }

  private void database(String list, String at) {
    boolean ofPasswords = list.equals("passdb");
    if (facts.settings().dialect().isModern()) {
      modernServers(at, ofPasswords);
      if (ofPasswords) {
        modern(new ModernPassdb(facts, at));
      }
      return;
    }
    Fact<String> driver = facts.text(at + "/driver");
    Fact<String> arguments = facts.text(at + "/args");
    Optional<DriverKind> kind = driver.toOptional().map(name -> kind(name));
    List<String> words = List.of(arguments.toOptional().orElse("").strip().split("[ \t]+", -1));
    String last = words.get(words.size() - 1);
    boolean configured = kind.filter(DriverKind::configured).isPresent();
    Optional<ExternalFile> external =
        configured && !last.isEmpty() ? external(last) : Optional.empty();
    if (driver.is("ldap")) {
      passwordServers.directory(arguments, last, external, ofPasswords);
    }
    if (driver.is("oauth2")) {
      passwordServers.signOn(arguments, last, external);
    }
    if (driver.is("imap")) {
      passwordServers.imap(arguments, LookupFields.of(List.of(arguments)));
    }
    boolean named = configured || kind.filter(DriverKind::file).isPresent();
    if (ofPasswords) {
      LookupFields fields =
          LookupFields.of(
              List.of(
                  arguments,
                  facts.text(at + "/override_fields"),
                  facts.text(at + "/default_fields")));
      proxy(fields, driver);
      databases.add(
          new AccountDatabase(
              Fact.known(SoftwareName.DOVECOT),
              driver,
              kind.isEmpty()
                  ? driver
                  : arguments.map(text -> named ? last : "").because(arguments.origins()),
              scheme(driver, arguments, kind, words, external, last),
              facts.yes(at + "/deny"),
              facts.yes(at + "/master"),
              withoutPassword(
                  new AnyPassword(facts, at, external).said(), fields.have("proxy"), driver),
              orAnEntry(fields.have("proxy"), driver),
              fromNetworks(fields, driver),
              anyName()));
      if (kind.filter(DriverKind::file).isPresent() && !last.isEmpty() && arguments.isKnown()) {
        secret(last, SecretFile.Kind.ACCOUNT_PASSWORDS, Fact.known(false, arguments.origins()));
      }
    }
  }

  private void modernServers(String at, boolean ofPasswords) {
    Fact<String> driver = facts.text(at + "/driver");
    if (driver.is("ldap")) {
      Fact<Boolean> sasl =
          facts.text(at + "/ldap_auth_sasl_mechanisms").map(list -> !list.isBlank());
      Fact<Boolean> sends =
          ofPasswords ? Fact.known(true) : facts.isSet(at + "/ldap_auth_dn_password");
      passwordServers.directory(
          facts.text(at + "/ldap_uris"),
          facts.yes(at + "/ldap_starttls"),
          Fact.and(sends, PasswordServers.orUnlessSaslEncrypts(sasl)));
    }
    if (driver.is("oauth2")) {
      passwordServers.signOn(new SignOnService(name -> modern(at, name)));
    }
    if (driver.is("imap")) {
      passwordServers.imap(
          facts.text(at + "/imapc_host"),
          facts.text(at + "/imapc_ssl").map(ssl -> !ssl.equals("no")));
    }
  }

  /** A setting of OAuth; 2.4 exchanges every password that a client sends (tried with 2.4.4). */
  private Fact<String> modern(String at, String name) {
    return name.equals("use_grant_password")
        ? facts
            .text(at + "/mechanisms_filter")
            .map(list -> list.isBlank() || PASSWORDS.matcher(list).find() ? "yes" : "no")
        : facts.text(at + "/oauth2_" + name);
  }

  /** 2.4 has settings for what stood in arguments and files of their own before. */
  private void modern(ModernPassdb passdb) {
    Fact<String> driver = passdb.driver();
    Fact<String> file = passdb.file();
    LookupFields fields = passdb.fields();
    proxy(fields, driver);
    databases.add(
        new AccountDatabase(
            Fact.known(SoftwareName.DOVECOT),
            driver,
            file,
            driver.flatMap(
                name -> kind(name).scheme().isEmpty() ? Fact.known("") : passdb.scheme()),
            passdb.yes("deny"),
            passdb.yes("master"),
            withoutPassword(passdb.takesAny(), fields.have("proxy"), driver),
            orAnEntry(fields.have("proxy"), driver),
            fromNetworks(fields, driver),
            anyName()));
    file.toOptional()
        .filter(path -> !path.isEmpty())
        .ifPresent(
            path ->
                secret(path, SecretFile.Kind.ACCOUNT_PASSWORDS, Fact.known(false, file.origins())));
  }

  private void proxy(LookupFields fields, Fact<String> driver) {
    Fact<Boolean> unchecked =
        Fact.or(fields.have("ssl", ANY_CERTIFICATE), fields.have("starttls", ANY_CERTIFICATE));
    if (unchecked.is(true)) {
      uncheckedProxies.add(unchecked);
    }
    passwordServers.proxy(fields, driver);
  }

  private DriverKind kind(String driver) {
    if (kinds.isEmpty()) {
      for (String[] row : DataFile.rows(AccountFacts.class, "passdbs.tsv", 6)) {
        kinds.put(row[0], new DriverKind(row[1].equals("settings"), row[1].equals("file"), row[2]));
      }
    }
    return kinds.getOrDefault(driver, new DriverKind(false, false, ""));
  }

  private Optional<ExternalFile> external(String path) {
    ExternalFile known = files.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<ExternalFile> read = ExternalFile.read(tree, path);
    read.ifPresent(
        file -> {
          files.put(path, file);
          for (String key : SECRET_KEYS) {
            ExternalFile.Written written = file.values().get(key);
            String password = written == null ? "" : password(key, written.text());
            if (written != null && !password.isEmpty()) {
              List<Origin> origins = List.of(new Origin.Setting(written.place(), key + " = ***"));
              secret(
                  path,
                  SecretFile.Kind.SERVICE_PASSWORD,
                  Fact.known(SamplePasswords.contains(password), origins));
            }
          }
        });
    return read;
  }

  /** The password in a value; empty where there is none. */
  private static String password(String key, String value) {
    return switch (key) {
      case "connect" -> {
        Matcher found = PASSWORD.matcher(value);
        yield found.find() ? found.group(1) : "";
      }
      case "uri" -> {
        Matcher found = USER_OF_URI.matcher(value);
        yield found.lookingAt() ? found.group(1) : "";
      }
      default -> value;
    };
  }

  private void secret(String path, SecretFile.Kind kind, Fact<Boolean> sample) {
    List<Origin> origins = sample.origins();
    secrets.add(new SecretFile(Fact.known(path, origins), Fact.known(kind, origins), sample));
  }

  private static Fact<String> scheme(
      Fact<String> driver,
      Fact<String> arguments,
      Optional<DriverKind> kind,
      List<String> words,
      Optional<ExternalFile> external,
      String last) {
    if (kind.isEmpty() || !arguments.isKnown()) {
      return kind.isEmpty() ? driver : arguments;
    }
    if (driver.is("static")) {
      String password = "";
      for (String word : words) {
        password =
            word.startsWith(PASSWORD_FIELD) ? word.substring(PASSWORD_FIELD.length()) : password;
      }
      return Fact.known(StaticPassword.scheme(password), arguments.origins());
    }
    for (String word : words) {
      if (word.startsWith("scheme=")) {
        return Fact.known(word.substring(7), arguments.origins());
      }
    }
    if (kind.get().configured() && external.isEmpty()) {
      return Fact.unknown(
          last.isEmpty() ? "no file of settings is named" : last + " was not given",
          arguments.origins());
    }
    ExternalFile.Written written =
        external.map(file -> file.values().get("default_pass_scheme")).orElse(null);
    return written == null
        ? Fact.known(kind.get().scheme(), driver.origins())
        : Fact.known(
            written.text(),
            new Origin.Setting(written.place(), "default_pass_scheme = " + written.text()));
  }

  /**
   * Whether any password is taken; what a lookup answers is not in the files. A proxy sends the
   * password on, and the server behind it decides.
   *
   * @param any whether the settings say so of all users
   */
  private static Fact<Boolean> withoutPassword(
      Fact<Boolean> any, Fact<Boolean> proxy, Fact<String> driver) {
    Fact<Boolean> said = proxy.is(false) ? any : Fact.and(any, Fact.not(proxy));
    return orAnEntry(said, driver);
  }

  private static Fact<Boolean> fromNetworks(LookupFields fields, Fact<String> driver) {
    return orAnEntry(fields.have("allow_nets"), driver);
  }

  /** What the settings say of all users; where they do not, an entry of the database may. */
  static Fact<Boolean> orAnEntry(Fact<Boolean> said, Fact<String> driver) {
    if (said.is(true) || !driver.isKnown()) {
      return said;
    }
    return List.of("static", "pam", "shadow", "passwd", "bsdauth", "checkpassword")
            .contains(driver.toOptional().orElse(""))
        ? said
        : Fact.or(
            said, Fact.unknown("an entry of the database may say so, which is not in these files"));
  }

  private Fact<Boolean> anyName() {
    return facts.text("auth_username_chars").map(String::isEmpty);
  }
}
