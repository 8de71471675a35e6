package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Written;
import dev.postern.postfix.syntax.MainCf;
import dev.postern.postfix.syntax.PostfixParser;
import dev.postern.posture.SecretFile;
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
    for (PostfixSettings.Parameter option : settings.overrides()) {
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
        add(name, tables.origins());
        String compiled = COMPILED.get(type);
        if (compiled != null) {
          add(name + compiled, tables.origins());
        }
      } else if (type.equals("inline") || type.equals("static")) {
        tables.origins().stream()
            .filter(origin -> origin instanceof Origin.Setting)
            .forEach(origin -> add("/" + ((Origin.Setting) origin).span().file(), List.of(origin)));
      }
    }
  }

  private void clients(Fact<String> value) {
    StringTokenizer words = words(value);
    while (words.hasMoreTokens()) {
      String table = withoutProxy(words.nextToken());
      int colon = table.indexOf(":/");
      String password = colon < 0 ? null : CLIENTS.get(table.substring(0, colon));
      if (password != null && sets(table.substring(colon + 1), password)) {
        add(table.substring(colon + 1), value.origins());
      }
    }
  }

  private boolean sets(String path, String password) {
    Optional<SourceFile> file = settings.global().machine().read(path);
    for (MainCf.Assignment line :
        file.map(PostfixParser::main).map(MainCf::assignments).orElse(List.of())) {
      if (line.name().equals(password) && !line.value().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static StringTokenizer words(Fact<String> value) {
    return new StringTokenizer(value.toOptional().orElse(""), " \t\n,{}");
  }

  private static String withoutProxy(String table) {
    return table.startsWith("proxy:") ? table.substring("proxy:".length()) : table;
  }

  private void add(String file, List<Origin> origins) {
    secrets.putIfAbsent(
        file,
        new SecretFile(
            Fact.known(file, origins), Fact.known(SecretFile.Kind.SERVICE_PASSWORD, origins)));
  }
}
