package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Contribution;
import dev.postern.posture.service.State;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import dev.postern.testing.Oracle.Answer;
import dev.postern.testing.TextTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installed Dovecot is started with databases of many kinds: who gets in with the right
 * password and with a wrong one must be what the posture says, as far as it does.
 */
class LoginLiveTest {
  private static final String HEAD =
      """
      protocols = imap
      ssl = no
      disable_plaintext_auth = no
      userdb {
        driver = static
        args = uid=65534 gid=65534 home=@DIR@/mail/%u
      }
      """;

  private static final String STATIC = passdb("static", "password=right");
  private static final String NO_PASSWORD = "default_fields = nopassword=y";
  private static final String OVERRIDE = "override_fields = nopassword=y";
  private static final String FILE = "@DIR@/users";
  private static final String EXTERNAL = "@DIR@/ext.conf";
  private static final String OAUTH = passdb("oauth2", EXTERNAL);

  private final List<Trial> trials = new ArrayList<>();

  @TempDir Path temp;

  /**
   * One server.
   *
   * @param says what the posture says of the state and of whether any password is taken
   * @param real what comes of the right password, and of a wrong one
   */
  private record Trial(String says, String real, String conf, Map<String, String> files) {}

  private static String passdb(String driver, String args, String... more) {
    return "passdb {\n  driver = %s\n  args = %s\n  %s\n}\n"
        .formatted(driver, args, String.join("\n  ", more));
  }

  private static Map<String, String> users(String text) {
    return Map.of("users", text);
  }

  private static Map<String, String> external(String text) {
    return Map.of("ext.conf", text);
  }

  private static Map<String, String> sqlite(String query, String password) {
    return Map.of(
        "ext.conf",
        "driver = sqlite\nconnect = @DIR@/users.db\n" + query + "\n",
        "users.sql",
        "CREATE TABLE users (name, password); INSERT INTO users VALUES ('user', '%s');"
            .formatted(password));
  }

  private void add(String says, String real, String conf, Map<String, String> files) {
    trials.add(new Trial(says, real, conf, files));
  }

  @Test
  void whoGetsIn() throws IOException {
    DovecotLiveTest.requireServer();
    requireModules();
    databases();
    fieldsOfDatabases();
    addressesOfOAuth();
    arguments();
    missingModules();
    Map<String, Trial> byFolder = new LinkedHashMap<>();
    List<String> command =
        new ArrayList<>(List.of("python3", "src/test/python/dovecot_login_probe.py"));
    for (Trial trial : trials) {
      Path folder = Files.createDirectory(temp.resolve("trial-" + byFolder.size()));
      Files.writeString(folder.resolve("dovecot.conf"), HEAD + trial.conf());
      for (Map.Entry<String, String> file : trial.files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      byFolder.put(folder.toString(), trial);
      command.add(folder.toString());
    }
    Answer answer = Oracle.ask(command);
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).as(answer.err()).hasSameSizeAs(trials);
    Map<Trial, String> differences = new LinkedHashMap<>();
    for (String line : lines) {
      Map<String, Object> met = Json.object(line);
      Trial trial = Objects.requireNonNull(byFolder.get(met.get("folder")));
      String real = met.get("right") + " " + met.get("wrong");
      String ours = says(trial);
      if (!real.equals(trial.real()) || !ours.equals(trial.says())) {
        differences.put(trial, "%s, we say %s".formatted(met, ours));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static void requireModules() {
    for (String name : List.of("authdb_ldap", "driver_mysql", "driver_pgsql", "driver_sqlite")) {
      if (!Files.exists(Path.of("/usr/lib/dovecot/modules/auth/lib" + name + ".so"))) {
        Oracle.skip("Dovecot's module " + name + " is not installed");
      }
    }
  }

  private static String says(Trial trial) {
    Map<String, String> files = new HashMap<>();
    trial.files().forEach((name, text) -> files.put("etc/x/" + name, inPlace(text)));
    files.put("etc/x/dovecot.conf", inPlace(HEAD + trial.conf()));
    String missing = trial.files().getOrDefault("missing", "none");
    if (!missing.equals("none")) {
      String name = missing.replaceAll(".*_|\\.so", "");
      files.put(
          "var/lib/dpkg/status",
          List.of("core", "ldap", "mysql", "pgsql", "sqlite", "gssapi").stream()
              .filter(one -> !one.equals(name))
              .map("Package: dovecot-%s\nStatus: install ok installed\nVersion: 1\n\n"::formatted)
              .reduce("", String::concat));
    }
    Contribution posture =
        DovecotPosture.read(TextTree.of(files), "etc/x/dovecot.conf", Platforms.DEBIAN_12);
    String state =
        posture.endpoints().stream()
            .filter(endpoint -> endpoint.port().is(143))
            .map(endpoint -> endpoint.state().map(State::name).toOptional().orElse("UNKNOWN"))
            .findFirst()
            .orElse("CLOSED");
    boolean any =
        posture.onHost().accounts().stream()
            .anyMatch(database -> database.withoutPassword().is(true) && database.deny().is(false));
    return state + (any ? " ANY" : "");
  }

  private static String inPlace(String text) {
    return text.replace("@DIR@", "/etc/x");
  }

  private void databases() {
    String crypt = "{SHA512-CRYPT}$6$salt$Q0b1oAJm0xHK4Wc1ORTwXs0";
    add("WORKS", "accepted refused", STATIC, Map.of());
    add("WORKS", "refused refused", passdb("static", "password=" + crypt), Map.of());
    add("WORKS", "accepted refused", passdb("passwd-file", FILE), users("user:{PLAIN}right\n"));
    add(
        "WORKS",
        "accepted refused",
        passdb("passwd-file", "scheme=plain " + FILE),
        users("user:right\n"));
    add("REFUSES", "refused refused", passdb("static", "password=right", "deny = yes"), Map.of());
    add(
        "REFUSES",
        "refused refused",
        passdb("static", "password=right", "result_success = return-fail"),
        Map.of());
    add(
        "WORKS",
        "accepted refused",
        passdb("passwd-file", FILE, "deny = yes") + STATIC,
        users("other:{PLAIN}right\n"));
    String query = "password_query = SELECT name AS user, password FROM users WHERE name = '%u'\n";
    add("WORKS", "accepted refused", passdb("sql", EXTERNAL), sqlite(query, "{PLAIN}right"));
    add("WORKS", "refused refused", passdb("sql", EXTERNAL), sqlite(query, "right"));
    add(
        "WORKS",
        "accepted refused",
        passdb("sql", EXTERNAL),
        sqlite(query + "default_pass_scheme = PLAIN", "right"));
    add(
        "WORKS",
        "accepted refused",
        passdb("sql", EXTERNAL) + STATIC,
        external("driver = sqlite\nconnect = @DIR@/none.db\n" + query));
  }

  private void fieldsOfDatabases() {
    for (String nothing : List.of("", "foo", "user=x", "pass=p", "proxy=y host=127.0.0.1")) {
      add("REFUSES", "refused refused", passdb("static", nothing), Map.of());
      add("WORKS", "accepted refused", passdb("static", nothing) + STATIC, Map.of());
    }
    String fields = "default_fields = password=right";
    add("REFUSES", "refused refused", passdb("static", "", fields), Map.of());
    add("WORKS ANY", "accepted accepted", passdb("static", "nopassword=y"), Map.of());
    add("WORKS ANY", "accepted accepted", passdb("static", "", NO_PASSWORD), Map.of());
    add("REFUSES", "refused refused", passdb("static", "", OVERRIDE), Map.of());
    add("WORKS", "accepted refused", passdb("static", "password=right", OVERRIDE), Map.of());
    Map<String, String> one = users("user:{PLAIN}right\n");
    add("WORKS", "accepted refused", passdb("passwd-file", FILE, OVERRIDE), one);
    add("WORKS ANY", "accepted accepted", passdb("passwd-file", FILE, NO_PASSWORD), one);
    String any = "password_query = SELECT %s AS password, 'Y' AS nopassword FROM users";
    add(
        "WORKS ANY",
        "accepted accepted",
        passdb("sql", EXTERNAL),
        sqlite(any.formatted("NULL"), ""));
    add(
        "WORKS",
        "accepted refused",
        passdb("sql", EXTERNAL),
        sqlite(any.formatted("password"), "{PLAIN}right"));
    add(
        "WORKS",
        "refused refused",
        passdb("sql", EXTERNAL, NO_PASSWORD),
        sqlite("password_query = SELECT NULL AS password FROM users", ""));
    add("WORKS", "refused refused", passdb("pam", "", NO_PASSWORD), Map.of());
  }

  private void arguments() {
    Map<String, String> one = users("user:{PLAIN}right\n");
    for (String taken :
        List.of(
            passdb("passwd", "blocking=no"),
            passdb("passwd", ""),
            passdb("shadow", "blocking=no"),
            passdb("passwd-file", "scheme=PLAIN username_format=%u " + FILE),
            passdb("passwd-file", FILE + " x"),
            passdb("pam", "session=yes cache_key=%u max_requests=x * -session dovecot"),
            passdb("pam", "session=no"))) {
      add("WORKS", "accepted refused", STATIC + taken, one);
    }
    for (String wrong :
        List.of(
            passdb("passwd", "nopassword"),
            passdb("shadow", "blocking=yes"),
            passdb("passwd-file", "nopassword " + FILE),
            passdb("passwd-file", "scheme=PLAIN"),
            passdb("passwd-file", "users"),
            passdb("pam", "session=no dovecot"),
            passdb("passwd-file", "username_format=%u").replace("passdb", "userdb"))) {
      add("REFUSES", "broken broken", STATIC + wrong, one);
    }
  }

  private void addressesOfOAuth() {
    String client = "\nclient_id = x\n";
    Map<String, String> wrong = external("tokeninfo_url = foo\n");
    for (String text :
        List.of(
            "tokeninfo_url = foo",
            "tokeninfo_url = ftp://h/",
            "tokeninfo_url = http:///x",
            "tokeninfo_url = http://a@b@127.0.0.1:1/",
            "introspection_url = http://host:x/",
            "introspection_url = http://127.0.0.1:1/a b\nintrospection_mode = post",
            "introspection_url = http://127.0.0.1:99999/\nintrospection_mode = get",
            "grant_url = http://127.0.0.1:1/" + client,
            "grant_url = foo" + client + "use_grant_password = yes",
            "tokeninfo_url = http://127.0.0.1:1/\nuse_grant_password = yes",
            "local_validation_key_dict = file:/x")) {
      add("REFUSES", "refused refused", OAUTH, external(text + "\n"));
    }
    for (String text :
        List.of(
            "tokeninfo_url = http://127.0.0.1:1/",
            "tokeninfo_url = http://u:p@127.0.0.1:1/",
            "tokeninfo_url = //127.0.0.1:1/",
            "introspection_url = http://127.0.0.1:1/#f",
            "grant_url = http://127.0.0.1:1/" + client + "use_grant_password = yes",
            "local_validation_key_dict = file:/x\nintrospection_mode = local\ntokeninfo_url = foo")) {
      add("WORKS", "refused refused", OAUTH, external(text + "\n"));
    }
    add("REFUSES", "refused refused", OAUTH + STATIC, wrong);
    add("WORKS", "accepted refused", STATIC + OAUTH, wrong);
    add("WORKS", "accepted refused", "auth_mechanisms = plain cram-md5\n" + STATIC + OAUTH, wrong);
    add("WORKS", "refused refused", "auth_mechanisms = plain cram-md5\n" + OAUTH + STATIC, wrong);
    String tokens = "mechanisms = xoauth2 oauthbearer";
    add("WORKS", "accepted refused", passdb("oauth2", EXTERNAL, tokens) + STATIC, wrong);
    String others = "username_filter = x*";
    add("WORKS", "accepted refused", passdb("oauth2", EXTERNAL, others) + STATIC, wrong);
    String later = "skip = unauthenticated";
    add("WORKS", "accepted refused", passdb("oauth2", EXTERNAL, later) + STATIC, wrong);
    String again = "result_success = continue-ok";
    add("REFUSES", "refused refused", passdb("static", "password=right", again) + OAUTH, wrong);
    for (String text : List.of("active_value =", "active_attribute =")) {
      add(
          "REFUSES",
          "broken broken",
          OAUTH + STATIC,
          external("tokeninfo_url = http://127.0.0.1:1/\n" + text + "\n"));
    }
  }

  /** Each once with its module, as far as that starts without a server to ask, and once without. */
  private void missingModules() {
    String ldap = "uris = ldap://127.0.0.1\nbase = dc=x\n";
    String server = "driver = %s\nconnect = host=127.0.0.1 dbname=x\npassword_query = x\n";
    Map<String, Map<String, String>> modules = new LinkedHashMap<>();
    modules.put("libauthdb_ldap.so", Map.of("driver", "ldap", "text", ldap));
    for (String driver : List.of("mysql", "pgsql", "sqlite")) {
      String text =
          driver.equals("sqlite") ? "driver = sqlite\nconnect = @DIR@/users.db\n" : server;
      modules.put(
          "libdriver_" + driver + ".so", Map.of("driver", "sql", "text", text.formatted(driver)));
    }
    modules.forEach(
        (module, of) -> {
          String text = Objects.requireNonNull(of.get("text"));
          String driver = Objects.requireNonNull(of.get("driver"));
          Map<String, String> without = Map.of("ext.conf", text, "missing", module);
          add("REFUSES", "broken broken", STATIC + passdb(driver, EXTERNAL), without);
          String user = passdb(driver, EXTERNAL).replace("passdb", "userdb");
          add("REFUSES", "broken broken", STATIC + user, without);
          if (!module.contains("pgsql")) {
            Map<String, String> with = Map.of("ext.conf", text, "missing", "none");
            add("WORKS", "accepted refused", STATIC + passdb(driver, EXTERNAL), with);
          }
        });
    String kerberos = "auth_mechanisms = plain gssapi\n" + STATIC;
    add("REFUSES", "broken broken", kerberos, Map.of("missing", "libmech_gssapi.so"));
    String late = kerberos.replace("gssapi", "gss-spnego gssapi");
    add("REFUSES", "broken broken", late, Map.of("missing", "libmech_none.so"));
    String early = kerberos.replace("gssapi", "gssapi gss-spnego");
    add("WORKS", "accepted refused", early, Map.of("missing", "none"));
    add("WORKS", "accepted refused", kerberos, Map.of("missing", "none"));
  }
}
