package dev.postern.dovecot.layered;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Services and what they listen on (master_settings_verify(), Dovecot 2.3.19.1). */
final class ServicesCheck {
  private static final BigInteger MEBIBYTE = BigInteger.ONE.shiftLeft(20);

  /** Those of which one process does everything: process_limit_1 in their settings. */
  private static final Set<String> SINGLE =
      Set.of("anvil", "auth", "director", "indexer", "ipc", "log", "old-stats", "replicator");

  private final CheckedSection root;
  private final Set<String> types;
  private final String baseDir;

  /** What listeners bind, and one of the sections that do. */
  private final TreeMap<String, Bound> bound = new TreeMap<>();

  /** A listener's section and how many bind the same. */
  private record Bound(CheckedSection section, String key, int times) {}

  /**
   * Checks one section's.
   *
   * @param types the kinds of service that there are
   */
  ServicesCheck(CheckedSection root, Set<String> types) {
    this.root = root;
    this.types = types;
    String directory = root.text("base_dir");
    this.baseDir =
        directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
  }

  void check() {
    if (root.text("listen").isEmpty()) {
      root.refuse("listen", "listen can't be set empty");
    }
    ids("uid");
    ids("gid");
    List<CheckedSection> services = root.sections("service");
    Set<String> offered = new HashSet<>();
    Set<String> names = new HashSet<>();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < services.size(); i++) {
      CheckedSection service = services.get(i);
      String name = service.name("name");
      labels.add(name);
      if (name.isEmpty()) {
        service.refuse("name", "Service #%d is missing name".formatted(i));
      } else if (!types.contains(service.text("type"))) {
        service.refuse("type", "Unknown service type: " + service.text("type"));
      } else if (!names.add(name)) {
        service.refuse("name", "Duplicate service name: " + name);
      }
      offered.add(service.text("protocol"));
    }
    String protocols = root.value("protocols").toOptional().orElse("");
    List<String> enabled = List.of(protocols.split(" +", -1));
    if (!protocols.equals("none")) {
      for (String protocol : enabled) {
        if (!protocol.isEmpty() && !offered.contains(protocol)) {
          root.refuse("protocols", "protocols: Unknown protocol: " + protocol);
        }
      }
    }
    for (int i = 0; i < services.size(); i++) {
      String protocol = services.get(i).text("protocol");
      if (protocol.isEmpty() || enabled.contains(protocol)) {
        service(services.get(i), labels.get(i));
      }
    }
    bound.forEach(
        (what, one) -> {
          if (one.times() > 1) {
            one.section().refuse(one.key(), "duplicate listener: " + what);
          }
        });
  }

  private void ids(String kind) {
    BigInteger last = root.number("last_valid_" + kind);
    if (last.signum() != 0 && root.number("first_valid_" + kind).compareTo(last) > 0) {
      root.refuse(
          "last_valid_" + kind,
          "first_valid_%s can't be larger than last_valid_%s".formatted(kind, kind));
    }
  }

  private void service(CheckedSection service, String name) {
    String start = "service(" + name + "): ";
    if (service.is("drop_priv_before_exec", "yes") && !service.text("chroot").isEmpty()) {
      service.refuse(
          "drop_priv_before_exec", start + "drop_priv_before_exec=yes can't be used with chroot");
    }
    BigInteger own = service.number("process_limit");
    BigInteger limit = own.signum() == 0 ? root.number("default_process_limit") : own;
    if (service.number("process_min_avail").compareTo(limit) > 0) {
      service.refuse("process_min_avail", start + "process_min_avail is higher than process_limit");
    }
    BigInteger memory = service.number("vsz_limit");
    if (memory.signum() > 0 && memory.compareTo(MEBIBYTE) < 0) {
      service.refuse("vsz_limit", start + "vsz_limit is too low");
    }
    if (SINGLE.contains(name) && limit.compareTo(BigInteger.ONE) > 0) {
      service.refuse("process_limit", start + "process_limit must be 1");
    }
    sockets(service, "unix_listener", start);
    sockets(service, "fifo_listener", start);
    for (CheckedSection listener : service.sections("inet_listener")) {
      if (!listener.is("port", "0")) {
        bind(listener, "port", listener.text("port") + ":" + listener.text("address"));
      }
    }
  }

  private void sockets(CheckedSection service, String list, String start) {
    for (CheckedSection listener : service.sections(list)) {
      String path = listener.name("path");
      if (path.isEmpty()) {
        listener.refuse("path", start + list + ": path must not be empty");
        return;
      }
      if (path.startsWith(baseDir + "/")) {
        listener.warn("path", "You should remove base_dir prefix from unix_listener: " + path);
      }
      if (listener.number("mode").signum() != 0) {
        bind(listener, "path", path.startsWith("/") ? path : baseDir + "/" + path);
      }
    }
  }

  private void bind(CheckedSection listener, String key, String what) {
    Bound before = bound.get(what);
    bound.put(what, new Bound(listener, key, before == null ? 1 : before.times() + 1));
  }
}
