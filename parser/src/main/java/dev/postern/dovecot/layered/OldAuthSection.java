package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.syntax.RawValue;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code auth} section of Dovecot 1.x, with its databases and the sockets that it listens on
 * (old_auth_section() and socket_apply(), Dovecot 2.3.19.1 src/config/old-set-parser.c).
 */
final class OldAuthSection {
  static final String BASE = "base_dir";

  private static final List<String> SOCKET_KEYS = List.of("path", "mode", "user", "group");

  private final SettingsReader reader;
  private final OldSettings settings;

  /** How deep the reading is in the section; 0 outside. */
  private int depth;

  /** How deep it is in {@code socket listen}; 2 in one of its sockets, or in what is none. */
  private int socketDepth;

  /** What {@code base_dir} was set to last. */
  private String folder;

  private boolean master;
  private final Map<String, String> socket = new HashMap<>();

  OldAuthSection(SettingsReader reader, OldSettings settings) {
    this.reader = reader;
    this.settings = settings;
    this.folder = reader.defaults().table().find("", BASE).flatMap(Definition::fallback).orElse("");
  }

  void setFolder(String path) {
    folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  boolean isOpen() {
    return depth > 0;
  }

  /** Whether what is set now is set in the section itself. */
  boolean holdsSettings() {
    return depth == 1;
  }

  void open(Span span) {
    reader.obsolete(
        span,
        "add auth_ prefix to all settings inside auth {} and remove the auth {} section completely");
    depth = 1;
  }

  /** Whether a section inside is an old one. */
  boolean start(Statement.SectionStart start) {
    socket.clear();
    depth++;
    String type = start.type();
    if (depth == 2 && (type.equals("passdb") || type.equals("userdb"))) {
      startDatabase(start);
      return true;
    }
    if (depth == 2 && type.equals("socket")) {
      return startSockets(start);
    }
    if (socketDepth == 0) {
      return false;
    }
    socketDepth++;
    master = type.equals("master");
    return socketDepth == 2 && (master || type.equals("client"));
  }

  private void startDatabase(Statement.SectionStart start) {
    reader.obsolete(
        start.span(),
        "%s %s {} has been replaced by %s { driver=%s }"
            .formatted(start.type(), start.name(), start.type(), start.name()));
    reader.startSection(start.span(), start.type(), "");
    reader.apply(start.span(), "driver", RawValue.text(start.name()));
  }

  private boolean startSockets(Statement.SectionStart start) {
    if (start.name().equals("connect")) {
      reader.obsolete(
          start.span(),
          "socket connect {} is no longer supported, configure external auth server separately");
    }
    if (start.name().equals("listen")) {
      socketDepth = 1;
    }
    return socketDepth == 1;
  }

  /** Whether a setting tells of the socket that is read. */
  boolean describesSocket(String key, String value) {
    boolean described = socketDepth == 2 && SOCKET_KEYS.contains(key);
    if (described) {
      socket.put(key, value);
    }
    return described;
  }

  /** Whether the end of a section is that of an old one, which opened none of today's. */
  boolean end(Span span) {
    if (depth == 0) {
      return false;
    }
    depth--;
    if (depth == 0) {
      return true;
    }
    if (socketDepth == 2) {
      endSocket(span);
    }
    if (socketDepth > 0) {
      socketDepth--;
      return true;
    }
    return false;
  }

  private void endSocket(Span span) {
    Optional<String> refusal = refusal();
    if (refusal.isPresent()) {
      reader.error(Kind.REFUSED, span, refusal.get());
      return;
    }
    String path = path();
    String list = "service/auth/unix_listener";
    String section = list + "/" + SectionNames.escape(path);
    Frame at = reader.frame();
    settings.setIn(at, span, list, SectionNames.escape(path));
    settings.setIn(at, span, section + "/path", path);
    for (String key : List.of("mode", "user", "group")) {
      if (socket.containsKey(key)) {
        settings.setIn(at, span, section + "/" + key, socket.get(key));
      }
    }
    socket.clear();
  }

  private Optional<String> refusal() {
    if (!socket.containsKey("path")) {
      return Optional.of("socket listen {} is missing path");
    }
    boolean ofMaster = path().endsWith("-master") || path().endsWith("-userdb");
    if (master == ofMaster) {
      return Optional.empty();
    }
    return Optional.of(
        master
            ? "socket listen { master { path=.. } } must end with -master (or -userdb) suffix"
            : "socket listen { client { path=.. } } must end not with -master or -userdb suffix");
  }

  /** Without the folder of Dovecot's sockets. */
  private String path() {
    String path = socket.getOrDefault("path", "");
    return path.startsWith(folder + "/") ? path.substring(folder.length() + 1) : path;
  }
}
