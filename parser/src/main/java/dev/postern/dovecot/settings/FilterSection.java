package dev.postern.dovecot.settings;

import java.util.Optional;

/**
 * Opens {@code protocol}, {@code local}, {@code local_name} and {@code remote}: which may stand in
 * which, with Dovecot 2.3.19.1's messages (config_filter_add_new_filter()).
 */
public final class FilterSection {
  private static final String WRONG_ORDER =
      "%s { %s { .. } } not allowed (use %s { %s { .. } } instead)";

  private FilterSection() {}

  /**
   * A filter inside another.
   *
   * @param refusal why it may not stand there; empty when it may
   * @param needsLookup whether it names a host, whose address the files do not tell
   */
  public record Opened(Filter filter, Optional<String> refusal, boolean needsLookup) {}

  /** Empty when the word opens no filter. */
  public static Optional<Opened> open(Filter outer, String type, String name) {
    return switch (type) {
      case "protocol" -> Optional.of(protocol(outer, name));
      case "local" -> Optional.of(local(outer, name));
      case "local_name" -> Optional.of(localName(outer, name));
      case "remote" -> Optional.of(remote(outer, name));
      default -> Optional.empty();
    };
  }

  private static Opened protocol(Filter outer, String name) {
    return outer.protocol().isPresent()
        ? refused(outer, "Nested protocol { protocol { .. } } block not allowed")
        : opened(outer.withProtocol(name));
  }

  private static Opened local(Filter outer, String name) {
    if (outer.remoteBits() > 0) {
      return wrongOrder(outer, "remote", "local");
    }
    if (outer.protocol().isPresent()) {
      return wrongOrder(outer, "protocol", "local");
    }
    if (outer.localName().isPresent()) {
      return wrongOrder(outer, "local_name", "local");
    }
    Optional<Net> net = Net.parse(name);
    if (net.isEmpty()) {
      return lookup(outer, "local", name);
    }
    return outside(outer.local(), net.get())
        ? refused(outer, "local net1 { local net2 { .. } } requires net2 to be inside net1")
        : opened(outer.withLocal(net.get()));
  }

  private static Opened localName(Filter outer, String name) {
    if (outer.remoteBits() > 0) {
      return wrongOrder(outer, "remote", "local_name");
    }
    return outer.protocol().isPresent()
        ? wrongOrder(outer, "protocol", "local_name")
        : opened(outer.withLocalName(name));
  }

  private static Opened remote(Filter outer, String name) {
    if (outer.protocol().isPresent()) {
      return wrongOrder(outer, "protocol", "remote");
    }
    Optional<Net> net = Net.parse(name);
    if (net.isEmpty()) {
      return lookup(outer, "remote", name);
    }
    return outside(outer.remote(), net.get())
        ? refused(outer, "remote net1 { remote net2 { .. } } requires net2 to be inside net1")
        : opened(outer.withRemote(net.get()));
  }

  private static boolean outside(Optional<Net> outer, Net inner) {
    return outer
        .filter(net -> net.bits() > 0)
        .filter(net -> net.bits() > inner.bits() || !net.contains(inner))
        .isPresent();
  }

  private static Opened opened(Filter filter) {
    return new Opened(filter, Optional.empty(), false);
  }

  private static Opened refused(Filter outer, String message) {
    return new Opened(outer, Optional.of(message), false);
  }

  private static Opened wrongOrder(Filter outer, String around, String inner) {
    return refused(outer, WRONG_ORDER.formatted(around, inner, inner, around));
  }

  private static Opened lookup(Filter outer, String type, String name) {
    int slash = name.indexOf('/');
    if (slash >= 0 && Net.address(name.substring(0, slash)).isPresent()) {
      return refused(outer, "Invalid network mask: " + name.substring(slash + 1));
    }
    return new Opened(
        outer,
        Optional.of(
            "%s %s names a host; Dovecot looks its address up when it starts, so the files do not tell for whom the settings inside are; write the address"
                .formatted(type, name)),
        true);
  }
}
