package dev.postern.postfix;

import dev.postern.data.SamplePasswords;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Written;
import dev.postern.postfix.syntax.MainCf;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * The files with the passwords that Postfix shows to other servers: those with which its clients
 * log in, and those of the databases and directories that it asks.
 */
final class PasswordFiles {
  private static final List<String> CREDENTIALS =
      List.of("smtp_sasl_password_maps", "lmtp_sasl_password_maps");

  /** What postmap(1) makes of a text file, by the type of the table. */
  private static final Map<String, String> COMPILED =
      Map.of("hash", ".db", "btree", ".db", "lmdb", ".lmdb", "cdb", ".cdb");

  /** Where a table has its password: mysql_table(5), pgsql_table(5), ldap_table(5). */
  private static final Map<String, String> CLIENTS =
      Map.of("mysql", "password", "pgsql", "password", "ldap", "bind_pw");

  private final PostfixSettings settings;
  private final Map<String, SecretFile> secrets = new LinkedHashMap<>();

  private PasswordFiles(PostfixSettings settings) {
    this.settings = settings;
  }

  /**
   * Each file once.
   *
   * @param scopes those of the services
   */
  static List<SecretFile> of(PostfixSettings settings, List<Scope> scopes) {
    PasswordFiles files = new PasswordFiles(settings);
    for (Scope scope : scopes) {
      CREDENTIALS.forEach(name -> files.credentials(scope.value(name)));
    }
    for (Written written : settings.settings().values()) {
      if (namesClient(written.text())) {
        files.clients(settings.global().value(written.name()));
      }
    }
    for (Parameter option : settings.overrides()) {
      if (namesClient(option.value())) {
        files.clients(Fact.known(option.value(), option.origin()));
      }
    }
    return List.copyOf(files.secrets.values());
  }

  /** Whether a value may name a table that is asked with a password; most do not. */
  private static boolean namesClient(String value) {
    for (String type : CLIENTS.keySet()) {
      if (value.contains(type + ":")) {
        return true;
      }
    }
    return false;
  }

  private void credentials(Fact<String> tables) {
    StringTokenizer words = words(tables);
    while (words.hasMoreTokens()) {
      String table = withoutProxy(words.nextToken());
      int colon = table.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String type = table.substring(0, colon);
      String name = table.substring(colon + 1);
      if (name.startsWith("/") && !CLIENTS.containsKey(type)) {
        Fact<Boolean> sample = holdsSample(table).because(tables.origins());
        add(name, sample);
        String compiled = COMPILED.get(type);
        if (compiled != null) {
          add(name + compiled, Fact.known(false, tables.origins()));
        }
      } else if (type.equals("inline") || type.equals("static")) {
        for (Origin origin : tables.origins()) {
          if (origin instanceof Origin.Setting setting) {
            Fact<Boolean> sample =
                type.equals("static") ? Fact.known(isSample(name)) : inlineSample(tables);
            add("/" + setting.span().file(), sample.from(List.of(origin)));
          }
        }
      }
    }
  }

  private void clients(Fact<String> value) {
    StringTokenizer words = words(value);
    while (words.hasMoreTokens()) {
      String table = withoutProxy(words.nextToken());
      int colon = table.indexOf(":/");
      String password = colon < 0 ? null : CLIENTS.get(table.substring(0, colon));
      String path = table.substring(colon + 1);
      if (password != null) {
        written(path, password)
            .ifPresent(
                secret -> add(path, Fact.known(SamplePasswords.contains(secret), value.origins())));
      }
    }
  }

  /** Whether a table gives one of its users a password that manuals print. */
  private Fact<Boolean> holdsSample(String table) {
    LookupTable opened = settings.global().machine().table(table);
    for (String key : opened.keys()) {
      Fact<Lookup> entry = opened.find(key);
      if (entry.toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Found found
          && isSample(found.value())) {
        return Fact.known(true);
      }
    }
    return opened.keys().isEmpty()
        ? Fact.unknown("the passwords in " + table + " cannot be read")
        : Fact.known(false);
  }

  private Fact<Boolean> inlineSample(Fact<String> tables) {
    Fact<Boolean> any = Fact.known(false);
    for (String table : Text.elements(tables.toOptional().orElse(""))) {
      any = table.startsWith("inline:") ? Fact.or(any, holdsSample(table)) : any;
    }
    return any;
  }

  /** Of {@code user:password}. */
  private static boolean isSample(String login) {
    return SamplePasswords.contains(login.substring(login.indexOf(':') + 1));
  }

  /** The value of a client's setting; empty where none is written. */
  private Optional<String> written(String path, String name) {
    Optional<SourceFile> file = settings.global().machine().read(path);
    for (MainCf.Assignment line :
        file.map(PostfixParser::main).map(MainCf::assignments).orElse(List.of())) {
      if (line.name().equals(name) && !line.value().isEmpty()) {
        return Optional.of(line.value());
      }
    }
    return Optional.empty();
  }

  private static StringTokenizer words(Fact<String> value) {
    return new StringTokenizer(value.toOptional().orElse(""), " \t\n,{}");
  }

  private static String withoutProxy(String table) {
    return table.startsWith("proxy:") ? table.substring("proxy:".length()) : table;
  }

  private void add(String file, Fact<Boolean> sample) {
    List<Origin> origins = sample.origins();
    secrets.merge(
        file,
        new SecretFile(
            Fact.known(file, origins),
            Fact.known(SecretFile.Kind.SERVICE_PASSWORD, origins),
            sample),
        SecretFile::and);
  }
}
