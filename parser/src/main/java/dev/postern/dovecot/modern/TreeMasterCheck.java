package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Dialect;
import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.source.Span;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the server of Dovecot 2.4 checks when it starts, and doveconf does not: its services and
 * what they listen on (master_settings_ext_check() and storage_version_check(), Dovecot 2.4.4).
 */
final class TreeMasterCheck {
  private static final BigInteger MEBIBYTE = BigInteger.ONE.shiftLeft(20);

  /** What stands for it in an unsigned integer (SET_UINT_UNLIMITED). */
  private static final BigInteger UNLIMITED = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);

  private static final Version OLDEST_STORAGE = Version.of("2.3.0");

  /** Those of which one process does everything: process_limit_1 in their settings. */
  private static final Set<String> SINGLE = Set.of("anvil", "auth", "indexer", "log");

  private static final List<String> DEFAULTS =
      List.of(
          "default_process_limit",
          "default_client_limit",
          "default_idle_kill_interval",
          "default_vsz_limit");

  private final TreeSettings settings;
  private final TreeLookup lookup;
  private final TreeNode root;
  private final FileNotes notes;
  private final Span start;
  private final Scope scope = Dialect.MODERN.master();
  private final MasterNodes nodes;

  /** What is bound, by whom, to what place in the files. */
  private final Map<String, Span> bound = new HashMap<>();

  TreeMasterCheck(
      TreeSettings settings, TreeLookup lookup, TreeNode root, FileNotes notes, Span start) {
    this.settings = settings;
    this.lookup = lookup;
    this.root = root;
    this.nodes = new MasterNodes(root, scope);
    this.notes = notes;
    this.start = start;
  }

  void check() {
    TreeList listen = root.lists().get("listen");
    if (listen != null && listen.entries().isEmpty()) {
      notes.refusedAtStart(start, "listen can't be set empty");
    }
    checkStorage();
    new TreeMasterVariables(settings, lookup, nodes, notes, scope, start).check();
    List<String> services = List.copyOf(lookup.names(Scope.GLOBAL, "service"));
    Set<String> offered = new HashSet<>();
    boolean all = concernsEveryService();
    for (int i = 0; i < services.size(); i++) {
      offered.add(text(services.get(i), "protocol"));
      if (all || nodes.hasService(services.get(i))) {
        checkName(services.get(i), i);
      }
    }
    checkDuplicates(services);
    checkProtocols(offered);
    Set<String> enabled =
        Set.copyOf(List.of(settings.value(scope, "protocols").toOptional().orElse("").split(" ")));
    boolean listeners = areListenersWritten();
    for (String service : services) {
      String protocol = text(service, "protocol");
      if (protocol.isEmpty() || enabled.contains(protocol)) {
        if (all || nodes.hasService(service)) {
          checkLimits(service, nodes.ofService(service));
        }
        if (listeners) {
          bindSockets(service);
        }
      }
    }
  }

  /** Whether any listener is: those that are there by default are not in each other's way. */
  private boolean areListenersWritten() {
    for (TreeNode service : nodes.services()) {
      if (!service.groups().isEmpty()) {
        return true;
      }
      for (TreeNode child : service.children()) {
        if (child.key().type().endsWith("_listener")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether limits are written outside all services. */
  private boolean concernsEveryService() {
    return nodes.sets(setting -> DEFAULTS.contains(setting) || setting.startsWith("service_"));
  }

  private void checkStorage() {
    Written written = root.values().get("dovecot_storage_version");
    String value = written == null ? "" : written.value().toOptional().orElse("");
    if (written == null || value.isEmpty()) {
      return;
    }
    Span place = written.origin().span();
    Optional<Version> version = isVersion(value) ? Version.parse(value) : Optional.empty();
    if (version.isEmpty()) {
      notes.refusedAtStart(
          place, "Invalid dovecot_storage_version value (must be in x.y.z format)");
    } else if (version.get().compareTo(OLDEST_STORAGE) < 0) {
      notes.refusedAtStart(
          place,
          "dovecot_storage_version is too old - minimum supported version is " + OLDEST_STORAGE);
    } else {
      settings
          .version()
          .toOptional()
          .filter(running -> version.get().compareTo(running) > 0)
          .ifPresent(
              running ->
                  notes.refusedAtStart(
                      place, "dovecot_storage_version is too new - current version is " + running));
    }
  }

  private static boolean isVersion(String text) {
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      boolean dot = text.charAt(i) == '.';
      if (dot ? !digit : text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
      digit = !dot;
    }
    return digit;
  }

  private void checkProtocols(Set<String> offered) {
    TreeList protocols = root.lists().get("protocols");
    if (protocols == null) {
      return;
    }
    for (Map.Entry<String, Written> entry : protocols.byWord().entrySet()) {
      Origin.Setting origin = entry.getValue().origin();
      boolean enabled =
          entry.getValue().value().toOptional().filter(v -> !v.equalsIgnoreCase("no")).isPresent();
      Optional<String> protocol =
          new TreeVariables(lookup).word(List.of(), entry.getKey(), origin).value().toOptional();
      if (enabled && protocol.filter(word -> !offered.contains(word)).isPresent()) {
        notes.refusedAtStart(origin.span(), "protocols: Unknown protocol: " + protocol.get());
      }
    }
  }

  /** Only where a service has another name than that of its section. */
  private void checkDuplicates(List<String> services) {
    boolean renamed = nodes.written("service_name").isPresent();
    for (TreeNode node : nodes.services()) {
      Written name = node.values().get("service_name");
      renamed |= name != null && !name.text().equals(node.key().name());
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; renamed && i < services.size(); i++) {
      String name = text(services.get(i), "name");
      if (!name.isEmpty() && !names.add(name)) {
        refuse(nodes.ofService(services.get(i)), "name", "Duplicate service name: " + name);
        return;
      }
    }
  }

  private void checkName(String service, int index) {
    Map<String, Written> written = nodes.ofService(service);
    if (written.containsKey("service_name") && text(service, "name").isEmpty()) {
      refuse(written, "name", "Service #%d is missing name".formatted(index));
    } else if (!Dialect.MODERN.serviceTypes().contains(text(service, "type"))) {
      refuse(written, "type", "Unknown service type: " + text(service, "type"));
    }
  }

  private void checkLimits(String service, Map<String, Written> written) {
    BigInteger most = number(service, "process_limit");
    BigInteger ready = number(service, "process_min_avail");
    String label = "service(" + service + "): ";
    if (isYes(service, "drop_priv_before_exec") && !text(service, "chroot").isEmpty()) {
      refuse(
          written,
          "drop_priv_before_exec",
          label + "drop_priv_before_exec=yes can't be used with chroot");
    }
    above(service, written, "process_limit", label, "");
    if (ready.compareTo(most) > 0) {
      refuse(
          written, "process_min_avail", label + "process_min_avail is higher than process_limit");
    }
    above(service, written, "client_limit", label, "");
    String hint = " (did you mean \"unlimited\"?)";
    above(service, written, "restart_request_count", label, hint);
    above(service, written, "idle_kill_interval", label, hint);
    if (isNumber(text(service, "vsz_limit"))
        && number(service, "vsz_limit").compareTo(MEBIBYTE) < 0) {
      refuse(written, "vsz_limit", label + "vsz_limit is too low" + hint);
    }
    if (isYes(service, "reuse_port") && !ready.equals(most)) {
      refuse(
          written,
          "reuse_port",
          label
              + "process_min_avail must be equal to process_limit when using"
              + " service_reuse_port=yes");
    }
    if (SINGLE.contains(service) && most.compareTo(BigInteger.ONE) > 0) {
      refuse(written, "process_limit", label + "process_limit must be 1");
    }
  }

  private void above(
      String service, Map<String, Written> written, String limit, String label, String hint) {
    if (isNumber(text(service, limit)) && number(service, limit).signum() == 0) {
      refuse(written, limit, label + limit + " must be higher than 0" + hint);
    }
  }

  private void bindSockets(String service) {
    String path = "service/" + SectionNames.escape(service) + "/";
    for (String kind : List.of("unix_listener", "fifo_listener")) {
      for (String name : lookup.names(Scope.GLOBAL, path + kind)) {
        String at = path + kind + "/" + SectionNames.escape(name);
        String socket = value(at + "/path").orElse("");
        Span place = place(service, kind, name);
        if (socket.isEmpty()) {
          notes.refusedAtStart(
              place, "service(%s): %s: path must not be empty".formatted(service, kind));
        } else if (value(at + "/mode").filter(mode -> !mode.matches("0+")).isPresent()) {
          String base = value("base_dir").orElse("");
          bind(socket.startsWith("/") ? socket : base + "/" + socket, place);
        }
      }
    }
    for (String name : lookup.names(Scope.GLOBAL, path + "inet_listener")) {
      String at = path + "inet_listener/" + SectionNames.escape(name);
      String port = value(at + "/port").orElse("0");
      if (!port.matches("0*")) {
        for (String address : value(at + "/listen").orElse("").split("[ ,]+", -1)) {
          bind(port + ":" + address, place(service, "inet_listener", name));
        }
      }
    }
  }

  private void bind(String what, Span place) {
    Span before = bound.putIfAbsent(what, place);
    if (before != null) {
      notes.refusedAtStart(place.equals(start) ? before : place, "duplicate listener: " + what);
    }
  }

  private Span place(String service, String kind, String name) {
    return nodes
        .listener(service, kind, name)
        .map(
            node ->
                node.values().values().stream()
                    .map(written -> written.origin().span())
                    .findFirst()
                    .orElse(start))
        .orElse(start);
  }

  private void refuse(Map<String, Written> written, String setting, String message) {
    Optional<Written> decides =
        Optional.ofNullable(written.get("service_" + setting))
            .or(() -> nodes.written("service_" + setting))
            .or(() -> nodes.written("default_" + setting));
    notes.refusedAtStart(decides.map(w -> w.origin().span()).orElse(start), message);
  }

  private boolean isYes(String service, String setting) {
    return CheckedNode.isYesWord(text(service, setting));
  }

  private BigInteger number(String service, String setting) {
    String text = text(service, setting);
    return SettingType.isUnlimited(text) ? UNLIMITED : CheckedNode.number(text);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
  }

  private String text(String service, String setting) {
    return value("service/" + SectionNames.escape(service) + "/" + setting).orElse("");
  }

  private Optional<String> value(String path) {
    return settings.value(scope, path).toOptional().map(Expansion::constant);
  }
}
