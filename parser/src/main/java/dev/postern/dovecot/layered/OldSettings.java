package dev.postern.dovecot.layered;

import dev.postern.data.DataFile;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.settings.SettingsTable;
import dev.postern.dovecot.syntax.RawValue;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.fact.Origin;
import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Rewrites settings of Dovecot 1.x to 2.2 as 2.3 does, with its warnings (Dovecot 2.3.19.1
 * src/config/old-set-parser.c).
 */
final class OldSettings {
  private static final List<String> OLD_PROTOCOLS = List.of("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2");

  private static final List<String> OLD_NAMESPACES = List.of("private", "shared", "public");
  private static final String OLD_DEFLATE = "imap_zlib_compress_level";
  private static final String DEFLATE = "imap_compress_deflate_level";

  private static final String IMPLICIT_ONLY =
      "'%ss' protocol can no longer be specified (use protocols=%s). to disable non-ssl %s, use service %s-login { inet_listener %s { port=0 } }";

  private final SettingsReader reader;
  private final OldListeners listeners;
  private final Map<String, String[]> renamed = new LinkedHashMap<>();

  private final OldAuthSection auth;

  OldSettings(SettingsReader reader) {
    this.reader = reader;
    this.listeners = new OldListeners(reader, this);
    this.auth = new OldAuthSection(reader, this);
    for (String[] row : DataFile.rows(OldSettings.class, "obsolete.tsv", 3)) {
      renamed.put(row[0], row);
    }
  }

  /** Whether the section was an old one. */
  boolean handle(Statement.SectionStart start) {
    Frame at = reader.frame();
    if (at.skipped()) {
      return false;
    }
    if (auth.isOpen()) {
      return auth.start(start);
    }
    if (!at.path().isEmpty()) {
      return false;
    }
    if (start.type().equals("auth")) {
      auth.open(start.span());
      return true;
    }
    if (start.type().equals("namespace") && OLD_NAMESPACES.contains(start.name()) && isOlder()) {
      reader.obsolete(
          start.span(),
          "namespace %s {} has been replaced by namespace { type=%s }"
              .formatted(start.name(), start.name()));
      reader.startSection(start.span(), "namespace", "");
      reader.apply(start.span(), "type", RawValue.text(start.name()));
      return true;
    }
    if (start.type().equals("protocol") && start.name().equals("managesieve")) {
      reader.obsolete(
          start.span(), "protocol managesieve {} has been replaced by protocol sieve { }");
      reader.startSection(start.span(), "protocol", "sieve");
      return true;
    }
    if (start.type().equals("service") && start.name().equals("dns_client")) {
      reader.obsolete(
          start.span(), "service dns_client {} has been replaced by service dns-client { }");
      reader.startSection(start.span(), "service", "dns-client");
      return true;
    }
    return false;
  }

  /** Whether the end of a section is that of an old one, which opened none of today's. */
  boolean handle(Statement.SectionEnd end) {
    return auth.end(end.span());
  }

  /** Whether the setting was an old one. */
  boolean handle(Statement.Assignment assignment) {
    Frame at = reader.frame();
    if (assignment.form() != Statement.Form.TEXT) {
      return false;
    }
    String key = assignment.key();
    String value = assignment.value();
    Span span = assignment.span();
    if (!at.path().isEmpty()) {
      return inSection(span, at, key, value);
    }
    if (auth.holdsSettings() && !key.startsWith("auth_")) {
      key = "auth_" + key;
    }
    String[] row = renamed.get(key);
    boolean current = reader.defaults().table().find("", key).isPresent();
    if (current && (row != null || key.equals("ssl_protocols"))) {
      return false;
    }
    if (row != null) {
      rename(span, at, key, value, row[1], row[2]);
      return true;
    }
    return auth.describesSocket(key, value) || special(span, at, key, value);
  }

  private boolean inSection(Span span, Frame at, String key, String value) {
    if (!at.path().equals("plugin/0/") || !key.equals(OLD_DEFLATE) || isOlder()) {
      return false;
    }
    reader.obsolete(span, key + " has been replaced by " + DEFLATE);
    reader.apply(span, DEFLATE, RawValue.text(value));
    return true;
  }

  /** Whether it is 2.2 that reads. */
  private boolean isOlder() {
    return reader.defaults().table().find("", "ssl_protocols").isPresent();
  }

  private void rename(Span span, Frame at, String key, String value, String what, String name) {
    switch (what) {
      case "removed" -> noLonger(span, key + " has been removed");
      case "needless" -> noLonger(span, key + " is no longer needed");
      case "renamed" -> {
        reader.obsolete(span, key + " has been renamed to " + name);
        reader.apply(span, name, RawValue.text(value));
      }
      case "auth" -> moveToService(span, key, List.of("auth"), name, value);
      case "auth-megabytes" -> moveToService(span, key, List.of("auth"), name, value + " M");
      case "login" -> moveToService(span, key, services(at, "-login"), name, value);
      case "login-megabytes" ->
          moveToService(span, key, services(at, "-login"), name, value + " M");
      case "mail" -> moveToService(span, key, services(at, ""), name, value);
      default -> moveToService(span, key, services(at, ""), name, value + " M");
    }
  }

  private void noLonger(Span span, String message) {
    reader.obsolete(span, message);
    reader.notes().count(span, SettingsTable.Use.NONE);
  }

  private static List<String> services(Frame at, String suffix) {
    List<String> services = new ArrayList<>();
    Map.of("imap", "imap", "pop3", "pop3", "sieve", "managesieve").entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(e -> at.layer().filter().matches(Scope.of(e.getKey()).asFilter()))
        .forEach(e -> services.add(e.getValue() + suffix));
    return services;
  }

  private void moveToService(
      Span span, String old, List<String> services, String key, String value) {
    boolean auth = services.equals(List.of("auth"));
    reader.obsolete(
        span,
        auth
            ? "%s has been replaced by service auth { %s }".formatted(old, key)
            : "%s has been replaced by service { %s }".formatted(old, key));
    for (String service : services) {
      setGlobally(span, "service/" + service + "/" + key, value);
    }
  }

  void setGlobally(Span span, String path, String value) {
    setIn(reader.global(), span, path, value);
  }

  void setIn(Frame frame, Span span, String path, String value) {
    set(frame, span, path, value).ifPresent(message -> reader.error(Kind.REFUSED, span, message));
  }

  /** Sets a value; the answer is why Dovecot refuses it. */
  Optional<String> set(Frame frame, Span span, String path, String value) {
    Origin.Setting origin =
        new Origin.Setting(span, Secrets.describe(path, Statement.Form.TEXT, value));
    reader.notes().count(span, SettingsTable.Use.MODELLED);
    return reader.set(frame, path, RawValue.text(value), origin);
  }

  private boolean special(Span span, Frame at, String key, String value) {
    switch (key) {
      case OldAuthSection.BASE -> {
        auth.setFolder(value);
        return false;
      }
      case "listen", "ssl_listen" -> {
        return listeners.listen(span, at, key, value);
      }
      case "login_chroot" ->
          moveToService(
              span, key, services(at, "-login"), "chroot", value.equals("no") ? "" : "login");
      case "login_process_per_connection" ->
          moveToService(
              span, key, services(at, "-login"), "service_count", value.equals("no") ? "0" : "1");
      case "auth_count" -> noLonger(span, "auth_count has been removed, and its value must be 1");
      case "auth_cache_size" -> {
        if (!value.matches("[1-9][0-9]{0,2}|10[01][0-9]|102[0-3]")) {
          return oldAuth(span, key, value);
        }
        reader.obsolete(
            span, "auth_cache_size value no longer defaults to megabytes. Use " + value + "M");
        setGlobally(span, key, value + "M");
      }
      case "protocols" -> protocols(span, value);
      case "ssl_cert_file", "ssl_key_file", "ssl_ca_file" -> {
        String current = key.substring(0, key.lastIndexOf('_'));
        if (!value.isEmpty()) {
          reader.obsolete(span, "%s has been replaced by %s = <file".formatted(key, current));
          reader.apply(span, current, new RawValue(value, Statement.Form.FILE));
        }
      }
      case "ssl_disable" -> {
        reader.obsolete(span, "ssl_disable has been renamed to ssl");
        reader.apply(span, "ssl", RawValue.text(inverse(value, "no", "yes")));
      }
      case "fsync_disable" -> {
        reader.obsolete(span, "fsync_disable has been renamed to mail_fsync");
        reader.apply(span, "mail_fsync", RawValue.text(inverse(value, "never", "optimized")));
      }
      case "ssl_protocols" -> sslProtocols(span, value);
      case "sieve", "sieve_storage" -> {
        reader.obsolete(
            span,
            key.equals("sieve")
                ? "sieve has been moved into plugin {} section"
                : "sieve_storage has been moved into plugin { sieve_dir }");
        setIn(reader.frame(), span, "plugin/" + key, value);
      }
      case "imap_client_workarounds" -> workarounds(span, key, value);
      default -> {
        return oldAuth(span, key, value);
      }
    }
    return true;
  }

  private boolean oldAuth(Span span, String key, String value) {
    if (auth.holdsSettings()) {
      reader.apply(span, key, RawValue.text(value));
    }
    return auth.holdsSettings();
  }

  private static String inverse(String value, String yes, String no) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "yes" -> yes;
      case "no" -> no;
      default -> value;
    };
  }

  private void protocols(Span span, String value) {
    List<String> words = new ArrayList<>();
    List<String> implicit = new ArrayList<>();
    for (String word : value.split(" ", -1)) {
      if (word.equals("imaps") || word.equals("pop3s")) {
        implicit.add(word.substring(0, 4));
      } else if (word.equals("managesieve")) {
        reader.obsolete(span, "protocols=managesieve has been renamed to protocols=sieve");
        words.add("sieve");
      } else if (!word.isEmpty()) {
        words.add(word);
      }
    }
    for (String name : List.of("imap", "pop3")) {
      if (implicit.contains(name) && !words.contains(name)) {
        reader.obsolete(span, IMPLICIT_ONLY.formatted(name, name, name, name, name));
        words.add(name);
        setIn(
            reader.frame(),
            span,
            "service/%s-login/inet_listener/%s/port".formatted(name, name),
            "0");
      } else if (implicit.contains(name)) {
        reader.obsolete(span, "'" + name + "s' protocol is no longer necessary, remove it");
      }
    }
    reader.apply(span, "protocols", RawValue.text(String.join(" ", words)));
  }

  private void sslProtocols(Span span, String value) {
    reader.obsolete(span, "ssl_protocols has been replaced by ssl_min_protocol");
    List<String> wanted = new ArrayList<>();
    List<String> left = new ArrayList<>(OLD_PROTOCOLS);
    for (String word : value.trim().split("[, ]+", 0)) {
      String name = word.startsWith("!") ? word.substring(1) : word;
      if (!OLD_PROTOCOLS.contains(name)) {
        noMinimum(span, value, "Unrecognized protocol '" + name + "'");
        return;
      }
      if (word.startsWith("!")) {
        left.remove(name);
      } else {
        wanted.add(name);
      }
    }
    Optional<String> minimum =
        OLD_PROTOCOLS.stream()
            .filter(wanted.isEmpty() ? left::contains : wanted::contains)
            .findFirst();
    if (minimum.isEmpty()) {
      noMinimum(span, value, "All protocols disabled");
    } else {
      reader.apply(span, "ssl_min_protocol", RawValue.text(minimum.get()));
    }
  }

  /** Dovecot logs it and keeps its default. */
  private void noMinimum(Span span, String value, String why) {
    reader.notes().count(span, SettingsTable.Use.MODELLED);
    reader
        .notes()
        .warn(
            span,
            "Could not find a minimum ssl_min_protocol setting from ssl_protocols = %s: %s"
                .formatted(value, why));
  }

  private void workarounds(Span span, String key, String value) {
    List<String> words = new ArrayList<>();
    for (String word : value.split("[ ,]+", -1)) {
      if (word.equals("outlook-idle")) {
        reader.obsolete(span, "imap_client_workarounds=outlook-idle is no longer necessary");
        words.add("");
      } else if (word.equals("netscape-eoh")) {
        reader.obsolete(span, "imap_client_workarounds=netscape-eoh is no longer supported");
        words.add("");
      } else {
        words.add(word);
      }
    }
    String left = String.join(" ", words);
    // What t_strarray_join() of 2.2 puts together does not begin with a blank.
    reader.apply(span, key, RawValue.text(isOlder() ? left.stripLeading() : left));
  }
}
