package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.SettingType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A configuration of Dovecot 2.4 made of its constructs, with the mistakes people make in some:
 * lines by file.
 */
public final class ModernRandomConfiguration {
  private static final List<String> COMMON =
      List.of(
          "ssl",
          "auth_allow_cleartext",
          "auth_mechanisms",
          "protocols",
          "listen",
          "login_trusted_networks",
          "mail_plugins",
          "ssl_min_protocol",
          "ssl_cipher_list",
          "ssl_options",
          "ssl_server_cert_file",
          "ssl_server_request_client_cert",
          "ssl_server_ca_file",
          "haproxy_trusted_networks",
          "login_greeting",
          "auth_verbose_passwords",
          "auth_failure_delay",
          "mail_max_userip_connections",
          "imap_client_workarounds",
          "mail_cache_fields",
          "mail_always_cache_fields",
          "mailbox_list_index_prefix",
          "http_client_connect_backoff_time",
          "http_client_connect_backoff_max_time",
          "doveadm_password",
          "log_path",
          "log_debug",
          "imap_capability",
          "ssl_server_prefer_ciphers");

  /** The first two begin every file, doveconf fills two in, and one may be built in or not. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "dovecot_config_version",
          "dovecot_storage_version",
          "managesieve_notify_capability",
          "managesieve_sieve_capability",
          "ldap_auth_sasl_mechanisms");

  /** Those of programs that may be missing. */
  private static final List<String> OTHERS = List.of("cassandra_", "apparmor_");

  private static final List<String> CONFIG_VERSIONS =
      List.of("2.4.4", "2.4.4", "2.4.0", "2.4.1", "2.4.2", "2.4.3");

  private static final List<String> WRONG =
      List.of(
          "} x",
          "ssl yes",
          "no_such = 1",
          "= x",
          "foo {",
          "}",
          "ssl = maybe",
          "auth_verbose = on",
          "@nope = x",
          "login_greeting = \"a\\n\"",
          "mail_path = %{user",
          "inet_listener x {",
          "passdb {",
          "!include nothing-*");

  private static final List<String> PATHS =
      List.of(
          "service/imap-login/inet_listener/imap/port = 1143",
          "ssl_server/cert_file = /x",
          "protocols/imap = yes",
          "auth_mechanisms/login = yes",
          "passdb/x/driver = static",
          "@g = a",
          "# c",
          "mail_plugins/quota = yes");

  private static final List<String> TEXTS =
      List.of(
          "x",
          "a b",
          "/x/y",
          "",
          "\"q\"",
          "'s'",
          "a#b",
          "$SET:ssl",
          "%{user}",
          "%{user | lower}",
          "%{system:hostname}",
          "%{user | default('x')}",
          "inline:x",
          "a=b",
          "10.0.0.0/8");

  private static final Map<String, List<String>> NAMES =
      Map.of(
          "service", List.of("imap-login", "auth", "own", "lmtp"),
          "passdb", List.of("pam", "x", "static"),
          "userdb", List.of("static", "passwd"),
          "namespace", List.of("inbox", "n1"));

  private final Random random;
  private final boolean careless;
  private final List<TreeSetting> settings = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private ModernRandomConfiguration(Random random) {
    this.random = random;
    this.careless = chance(25);
    for (TreeSetting setting : TreeTable.dovecot24().all()) {
      boolean other = OTHERS.stream().anyMatch(start -> setting.key().startsWith(start));
      // An alias makes doveconf panic.
      boolean alias = setting.type() == SettingType.ALIAS;
      if (!setting.isFilter() && !alias && !other && !LEFT_OUT.contains(setting.key())) {
        settings.add(setting);
      }
    }
  }

  /** One configuration, in one file. */
  public static Map<String, List<String>> of(Random random) {
    ModernRandomConfiguration made = new ModernRandomConfiguration(random);
    made.write();
    return Map.of("dovecot.conf", made.lines);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void write() {
    lines.add("dovecot_config_version = " + one(CONFIG_VERSIONS));
    lines.add("dovecot_storage_version = 2.4.0");
    if (chance(40)) {
      lines.add("group @g a {\n login_greeting = grp\n ssl = required\n}");
      lines.add("group @g b {\n auth_allow_cleartext = no\n}");
    }
    for (int i = 2 + random.nextInt(7); i > 0; i--) {
      int what = random.nextInt(100);
      if (careless && chance(12)) {
        lines.add(one(WRONG));
      } else if (what < 45) {
        section(0, "");
      } else if (what < 50) {
        lines.add(one(PATHS));
      } else {
        assign();
      }
    }
  }

  private void assign() {
    TreeSetting setting =
        chance(70) ? TreeTable.dovecot24().find(one(COMMON)).orElseThrow() : one(settings);
    if (!setting.isList() || (chance(50) && setting.type() == SettingType.WORD_LIST)) {
      lines.add(setting.key() + " = " + value(setting));
      return;
    }
    boolean words = setting.type() == SettingType.WORD_LIST;
    lines.add(setting.key() + " {");
    for (int i = random.nextInt(3); i > 0; i--) {
      String word = one(List.of("imap", "pop3", "plain", "a", "\"b c\"", "$SET:ssl"));
      lines.add("  " + word + " = " + one(words ? List.of("yes", "no") : List.of("x", "1")));
    }
    lines.add("}");
  }

  private String value(TreeSetting setting) {
    boolean wrong = careless && chance(10);
    if (chance(3) && (careless || !setting.isList())) {
      return (chance(30) ? "$SET:base_dir " : "") + "$SET:" + setting.key();
    }
    return switch (setting.key()) {
      case "mail_cache_fields", "mail_always_cache_fields", "mail_never_cache_fields" ->
          one(List.of("flags", "*", "hdr.from flags", "hdr.a:b", "* flags", ""));
      case "mailbox_list_index_prefix" -> one(List.of("x", "a/b", "/a/b", "/x", "%{user}/x"));
      case "protocols" -> one(List.of("imap", "imap pop3", "lmtp", "", "submission"));
      case "login_greeting", "mail_path", "mail_home" ->
          chance(15) ? "$ENV:POSTERN_NONE z" : one(TEXTS);
      // What the host is called is in no file, nor whether what the environment holds is refused.
      case "service_type" -> one(List.of("", "login", "worker", "startup", "zz", "%{user}"));
      case "listen" -> one(List.of("*", "127.0.0.1", "*, ::", "10.0.0.1"));
      case "auth_mechanisms" -> one(List.of("plain", "plain login", "cram-md5"));
      case "ssl_min_protocol" -> one(List.of("TLSv1", "TLSv1.2", "ANY", "LATEST"));
      case "ssl_options" -> one(List.of("no_ticket", "compression", ""));
      case "auth_verbose_passwords" -> one(List.of("no", "plain", "sha1:6"));
      case "sieve_user_email", "sieve_redirect_envelope_from" ->
          one(List.of("a@b.test", "\"<a@b>\"", "q", "sender", "", "%{user}"));
      case "log_debug", "log_core_filter", "process_shutdown_filter" ->
          one(List.of("category=auth", "", "event=a and not (b=c)"));
      default -> valueOf(setting, wrong);
    };
  }

  private String valueOf(TreeSetting setting, boolean wrong) {
    return switch (setting.type()) {
      case BOOL -> one(wrong ? List.of("true", "on", "") : List.of("yes", "no", "Yes", "y"));
      case WORDS -> wrong ? "zzz" : one(List.of(setting.words().split(":", -1)));
      case UINT, PORT ->
          one(wrong ? List.of("-1", "x") : List.of("1", "143", "unlimited", "17", "0"));
      case OCTAL -> one(wrong ? List.of("09") : List.of("0600", "0666", "0"));
      case TIME, MILLISECONDS ->
          one(wrong ? List.of("5", "5 zz") : List.of("5s", "2 mins", "0", "unlimited"));
      case SIZE -> one(wrong ? List.of("q") : List.of("10M", "1 k", "5", "unlimited"));
      case WORD_LIST ->
          one(
              List.of(
                  "a",
                  "a b",
                  "plain",
                  "",
                  "imap pop3",
                  "\"a b\"",
                  "imap",
                  "$SET:ssl",
                  "a $SET:base_dir"));
      default -> one(TEXTS);
    };
  }

  private void section(int depth, String filters) {
    int what = random.nextInt(100);
    if (what < 50) {
      filter(depth, filters);
    } else if (what < 62) {
      String name = one(List.of("ssl_server", "auth_policy", "ssl_client", "submission_relay"));
      lines.add(name + " {");
      inside(name);
      lines.add("}");
    } else if (filters.isEmpty() || chance(30)) {
      String type = one(List.of("service", "passdb", "userdb", "namespace"));
      lines.add(type + " " + one(NAMES.getOrDefault(type, List.of("x"))) + " {");
      if (type.endsWith("db")) {
        lines.add("driver = static");
      }
      inside(type);
      if (type.equals("service") && chance(70)) {
        listener();
      }
      lines.add("}");
    }
  }

  private void listener() {
    boolean inet = chance(50);
    lines.add(
        one(
            inet
                ? List.of("inet_listener imap {", "inet_listener own {")
                : List.of("unix_listener auth-x {", "unix_listener /a/b {")));
    lines.add(
        one(
            inet
                ? List.of("port = 1143", "ssl = yes", "listen = 127.0.0.1", "port = 143")
                : List.of("mode = 0660", "user = x", "unix_listener_mode = 0600", "path = /a/b")));
    lines.add("}");
  }

  /** Settings that belong into a section, with its prefix or without. */
  private void inside(String section) {
    List<TreeSetting> own =
        settings.stream()
            .filter(setting -> setting.key().startsWith(section + "_") && !setting.isList())
            .filter(setting -> !setting.key().equals(section + "_name"))
            .toList();
    for (int i = own.isEmpty() ? 0 : random.nextInt(3); i > 0; i--) {
      TreeSetting setting = one(own);
      String key = chance(30) ? setting.key() : setting.key().substring(section.length() + 1);
      lines.add("  " + key + " = " + value(setting));
    }
  }

  private void filter(int depth, String filters) {
    String possible = "lnrp";
    if (!careless && !filters.isEmpty()) {
      possible = possible.substring(possible.indexOf(filters.charAt(filters.length() - 1)) + 1);
    }
    if (possible.isEmpty()) {
      return;
    }
    char kind = possible.charAt(random.nextInt(possible.length()));
    lines.add(
        switch (kind) {
          case 'l' -> "local " + one(List.of("10.0.0.0/8", "10.0.0.1", "192.0.2.0/24")) + " {";
          case 'n' -> "local_name " + one(List.of("mail.example.test", "\"*.b.test\"")) + " {";
          case 'r' -> "remote " + one(List.of("10.0.0.0/8", "10.9.9.9", "2001:db8::/32")) + " {";
          default -> "protocol " + one(List.of("imap", "pop3", "!imap", "lmtp")) + " {";
        });
    for (int i = random.nextInt(4); i > 0; i--) {
      if (depth < 2 && chance(30)) {
        section(depth + 1, filters + kind);
      } else if (chance(10)) {
        lines.add("  @g = " + one(List.of("a", "b")));
      } else {
        assign();
      }
    }
    lines.add("}");
  }
}
