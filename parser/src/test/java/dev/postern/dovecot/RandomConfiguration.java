package dev.postern.dovecot;

import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A configuration of Dovecot 2.2 or 2.3 made of every construct its language has, with the mistakes
 * people make in some: lines by file, the main file {@code dovecot.conf} among them.
 */
final class RandomConfiguration {
  static final String MAIN = "dovecot.conf";

  /** What these name is looked up on the machine, or is a language of its own. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "default_login_user",
          "default_internal_user",
          "mail_plugin_dir",
          "auth_proxy_self",
          "mail_attachment_hash",
          "filter");

  private final Random random;
  private final SettingsTable table;
  private final boolean usualFolders;
  private final boolean careless;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, List<String>> files = new LinkedHashMap<>();

  private RandomConfiguration(SettingsTable table, boolean usualFolders, Random random) {
    this.usualFolders = usualFolders;
    this.table = table;
    this.random = random;
    this.careless = random.nextInt(100) < 30;
  }

  /**
   * One configuration.
   *
   * @param table what the version knows
   * @param usualFolders whether the program that is asked has the folders of the table by default
   */
  static Map<String, List<String>> of(SettingsTable table, boolean usualFolders, Random random) {
    RandomConfiguration made = new RandomConfiguration(table, usualFolders, random);
    made.body("", "", 2 + random.nextInt(9), 0);
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      made.moveToFiles(i);
    }
    made.files.put(MAIN, made.lines);
    for (String folder : List.of("", "d1/", "d2/")) {
      made.files.put(folder + "key.pem", List.of("content"));
    }
    return made.files;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /**
   * Statements of a section.
   *
   * @param filters the kinds of filter around it
   */
  private void body(String kind, String filters, int count, int depth) {
    for (int i = 0; i < count; i++) {
      int what = random.nextInt(100);
      if (careless && chance(6)) {
        write(one(RandomWords.WRONG));
      } else if (what < 8) {
        lines.add(one(List.of("", "# c", "  # \\", "\t")));
      } else if (what < 14 && kind.isEmpty()) {
        write(one(RandomWords.OLD));
      } else if (what < 45 && depth < 4) {
        section(kind, filters, depth);
      } else {
        assignment(kind, filters);
      }
    }
  }

  private void assignment(String kind, String filters) {
    List<Definition> all = table.of(kind);
    if (all.isEmpty()) {
      write(
          one(List.of("quota", "sieve", "a.b", "quota_rule2"))
              + equalsSign()
              + one(RandomWords.TEXTS));
      return;
    }
    Definition definition = one(all);
    if (kind.isEmpty() && chance(65)) {
      definition = table.find("", one(RandomWords.COMMON)).orElse(definition);
    }
    boolean refused = definition.auth() && filters.matches(".*[lnr].*");
    if (LEFT_OUT.contains(definition.key()) || (refused && !careless)) {
      return;
    }
    if (definition.type().holdsSections()) {
      sections(definition);
      return;
    }
    write(definition.key() + equalsSign() + value(definition));
  }

  /** A list is given the names of its sections. */
  private void sections(Definition list) {
    String names =
        list.type() == SettingType.PAIRS || careless
            ? one(List.of("x", "x y", "", "a,b", "imap-login"))
            : "";
    write(list.key() + equalsSign() + names);
    if (!names.isEmpty() && chance(50)) {
      write(list.key() + "/" + one(List.of("x/", "0/", "")) + one(List.of("name", "k")) + " = v");
    }
  }

  private String equalsSign() {
    return one(List.of(" = ", " = ", " = ", "=", "\t=\t", "= ", " ="));
  }

  private String value(Definition definition) {
    boolean wrong = careless && chance(8);
    return switch (definition.type()) {
      case BOOL ->
          wrong
              ? one(List.of("true", "on", "0", "", "yess"))
              : one(List.of("yes", "no", "YES", "No", "y", "1", "\"yes\"", "yes # x"));
      case WORDS -> {
        String word = one(List.of(definition.words().split(":", -1)));
        yield wrong ? word + "x" : chance(20) ? "'" + word + "'" : word;
      }
      case UINT ->
          wrong
              ? one(List.of("-1", "4294967296", "1k", "", "0x1"))
              : one(List.of("1", "2", "17", "100", "007", "4096"));
      case OCTAL ->
          wrong ? one(List.of("08", "0x1", "-1", "")) : one(List.of("0600", "0666", "384", "0"));
      case TIME, MILLISECONDS ->
          wrong
              ? one(List.of("5", "5 x", "5ms", "99999999999 weeks", "", "s"))
              : one(List.of("5s", "5 secs", "90 mins", "1 h", "2days", "0", "3 W", "2000ms"));
      case SIZE ->
          wrong
              ? one(List.of("x", "5Q", "10 BB", "", "99999999999 T", "1 kk"))
              : one(List.of("10M", "1024k", "5 M", "1G", "2 MiB", "3072kb", "0", "2097152 B"));
      case PORT ->
          wrong
              ? one(List.of("65536", "x", "-1", ""))
              : one(List.of("0", "143", "1143", "993", "\"2143\"", "0143"));
      default -> text(definition, wrong);
    };
  }

  private String text(Definition definition, boolean wrong) {
    String path = definition.section() + "/" + definition.key();
    if (wrong || chance(6)) {
      return one(RandomWords.TEXTS);
    }
    return switch (path) {
      case "/log_debug", "/log_core_filter", "/process_shutdown_filter" ->
          one(List.of("category=auth", "event=a* AND (not b=\"c d\")", "", "a=b c", "zz"));
      case "/protocols" ->
          one(List.of("imap", "imap pop3", "$protocols lmtp", "none", "", "imap lmtp submission"));
      case "/listen", "service/inet_listener/address" ->
          one(List.of("*", "*, ::", "10.0.0.1", "[::]", "10.0.0.1, 10.0.0.2"));
      case "/auth_mechanisms" -> one(List.of("plain", "plain login", "$auth_mechanisms cram-md5"));
      case "/ssl_min_protocol" -> one(List.of("TLSv1", "TLSv1.2", "TLSv1.3", "x"));
      case "/ssl_options" -> one(List.of("no_ticket", "no_compression", "compression, no_ticket"));
      case "/ssl_cert", "/ssl_key", "/ssl_ca" -> one(List.of("<key.pem", "</etc/hostname", "x"));
      case "/auth_verbose_passwords" -> one(List.of("no", "plain", "sha1:6", "yes", "plain:0"));
      case "/base_dir" ->
          one(List.of(usualFolders ? "/run/dovecot" : "/run/y", "/run/dovecot/", "/run/x"));
      case "passdb/driver", "userdb/driver" -> one(List.of("pam", "static", "sql", "passwd"));
      case "namespace/separator" -> one(List.of("/", ".", "", "//"));
      case "namespace/mailbox/special_use" -> one(List.of("\\Sent", "\\Trash \\Junk", "\\Drafts"));
      case "event_exporter/format" -> one(List.of("json", "none", "tab-text", "x"));
      case "event_exporter/format_args" -> one(List.of("time-unix", "", "time-rfc3339 time-unix"));
      case "event_exporter/transport" -> one(List.of("log", "drop", "http-post", "x"));
      case "metric/group_by" ->
          one(List.of("a", "a:discrete b:linear:1:9:3", "c:exponential:1:2:3"));
      case "/imap_client_workarounds" -> one(List.of("tb-lsub-flags", "delay-newmail, x", ""));
      case "service/type" -> one(List.of("login", "", "worker", "login"));
      case "service/protocol" -> one(List.of("", "imap", "x"));
      case "/login_greeting" ->
          chance(20) ? "< key.pem" : chance(20) ? "$ENV:POSTERN_NOT_SET z" : one(RandomWords.TEXTS);
      default ->
          SAFE.contains(path) || definition.key().contains("_log_format") || chance(50)
              ? one(RandomWords.TEXTS)
              : definition
                  .fallback()
                  .filter(text -> usualFolders || !text.startsWith("/"))
                  .orElse(usualFolders ? "a" : "/x/y");
    };
  }

  private static final Set<String> SAFE =
      Set.of("/mail_plugins", "/mail_location", "/ssl_cipher_list");

  private void section(String kind, String filters, int depth) {
    String inner = filters;
    String innerKind = kind;
    String head;
    if (kind.isEmpty() && chance(50)) {
      char filter = "lnrp".charAt(random.nextInt(4));
      // Most of the time in the order Dovecot wants: local, local_name, remote, protocol.
      if (!careless && !filters.isEmpty()) {
        String after = "lnrp".substring("lnrp".indexOf(filters.charAt(filters.length() - 1)) + 1);
        if (after.isEmpty()) {
          return;
        }
        filter = after.charAt(random.nextInt(after.length()));
      }
      inner += filter;
      head =
          switch (filter) {
            case 'l' -> "local " + one(RandomWords.NETS);
            case 'n' -> "local_name " + one(RandomWords.NAMES);
            case 'r' -> "remote " + one(RandomWords.NETS);
            default -> "protocol " + one(List.of("imap", "pop3", "!imap", "lmtp", "sieve", "x"));
          };
    } else {
      List<Definition> possible =
          table.of(kind).stream().filter(d -> d.type().holdsSections()).toList();
      if (possible.isEmpty()) {
        return;
      }
      Definition definition = one(possible);
      boolean refused = definition.auth() && filters.matches(".*[lnr].*");
      if (refused && !careless) {
        return;
      }
      innerKind = kind.isEmpty() ? definition.key() : kind + "/" + definition.key();
      head = definition.key() + name(definition.key());
    }
    write(head + " {");
    if (innerKind.equals("passdb") || innerKind.equals("userdb")) {
      write("driver = " + one(List.of("static", "pam")));
    }
    if (innerKind.equals("event_exporter") && chance(70)) {
      write("format = json");
      write("format_args = time-unix");
      write("transport = log");
    }
    if (innerKind.equals("metric") && chance(80)) {
      write("filter = event=auth_request_finished");
    }
    body(innerKind, inner, random.nextInt(4), depth + 1);
    if (!(careless && chance(4))) {
      write("}");
    }
  }

  private String name(String list) {
    List<String> names =
        switch (list) {
          case "service" -> List.of("imap-login", "auth", "pop3-login", "own", "lmtp", "imap");
          case "inet_listener" -> List.of("imap", "imaps", "own", "\"a b\"", "");
          case "unix_listener", "fifo_listener" ->
              List.of("auth-client", "/x/y", "auth-master", "\"p q\"", "a,b");
          case "namespace" -> List.of("inbox", "", "inbox", "\"n s\"");
          case "mailbox" -> List.of("Trash", "\"Sent Items\"", "Sent", "a/b");
          case "plugin" -> List.of("");
          default -> List.of("", "", "x", "\"a b\"", "a=b");
        };
    String name = one(names);
    return name.isEmpty() ? "" : " " + name;
  }

  /** A logical line, sometimes over several physical ones. */
  private void write(String line) {
    String indent = one(List.of("", "  ", "\t", ""));
    String end = chance(3) ? " # c" : chance(2) ? "#c" : chance(3) ? "\r" : "";
    int blank = line.indexOf(' ');
    if (blank > 0 && chance(4)) {
      lines.add(indent + line.substring(0, blank) + " \\");
      if (careless && chance(10)) {
        lines.add("# comment");
      }
      lines.add("   " + line.substring(blank + 1) + end);
    } else {
      lines.add(indent + line + end);
    }
  }

  /** Moves a run of lines into a file or two, wherever sections start and end. */
  private void moveToFiles(int number) {
    if (chance(5)) {
      lines.add(random.nextInt(lines.size() + 1), "!include d[12]");
    }
    if (lines.size() < 3) {
      return;
    }
    int from = random.nextInt(lines.size());
    int to = from + random.nextInt(lines.size() - from);
    List<String> run = lines.subList(from, to);
    if (run.stream().anyMatch(line -> line.strip().startsWith("!include"))) {
      return;
    }
    String folder = "d" + number;
    int half = random.nextInt(run.size() + 1);
    files.put(folder + "/1.conf", new ArrayList<>(run.subList(0, half)));
    files.put(folder + "/2.conf", new ArrayList<>(run.subList(half, run.size())));
    run.clear();
    lines.add(
        from,
        one(
            List.of(
                "!include " + folder + "/*.conf",
                "!include_try " + folder + "/?.conf",
                "!include " + folder + "/{1,2}.conf",
                "!include_try " + folder + "/[12].conf")));
  }
}
