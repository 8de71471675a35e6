package dev.postern.dovecot.settings;

import dev.postern.source.Order;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The connections a group of settings is for: what stands around it of {@code protocol}, {@code
 * local}, {@code local_name} and {@code remote}. Rules from Dovecot 2.3.19.1,
 * src/config/config-filter.c.
 */
public record Filter(
    Optional<String> protocol,
    Optional<Net> local,
    Optional<String> localName,
    Optional<Net> remote) {

  public static final Filter NONE =
      new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The most specific first. */
  public static final Comparator<Filter> MOST_SPECIFIC =
      Order.by((Filter filter) -> filter.localName.isEmpty())
          .then(filter -> -filter.localBits())
          .then(filter -> -filter.remoteBits())
          .then(filter -> filter.protocol.isEmpty());

  Filter withProtocol(String name) {
    return new Filter(Optional.of(name), local, localName, remote);
  }

  Filter withLocal(Net net) {
    return new Filter(protocol, Optional.of(net), localName, remote);
  }

  Filter withLocalName(String names) {
    return new Filter(protocol, local, Optional.of(names), remote);
  }

  Filter withRemote(Net net) {
    return new Filter(protocol, local, localName, Optional.of(net));
  }

  int localBits() {
    return local.map(Net::bits).orElse(0);
  }

  int remoteBits() {
    return remote.map(Net::bits).orElse(0);
  }

  /** Whether auth settings are refused inside. */
  public boolean speaksOfAddresses() {
    return localName.isPresent() || localBits() > 0 || remoteBits() > 0;
  }

  /**
   * The connections of which Dovecot thinks where it looks for the filters around one: of a network
   * that is written as one of its addresses, that address (config_filter_match_rest()).
   */
  public Filter atItsAddresses() {
    return new Filter(protocol, local.map(Net::whole), localName, remote.map(Net::whole));
  }

  /** What makes two filters one: the letters of names do not count by case. */
  public Filter key() {
    return new Filter(protocol, local, localName.map(n -> n.toLowerCase(Locale.ROOT)), remote);
  }

  /** Whether it holds for a protocol; {@code !NAME} holds for all others. */
  public boolean matchesProtocol(Optional<String> asked) {
    if (protocol.isEmpty()) {
      return true;
    }
    String mine = protocol.get();
    return asked.isPresent()
        && (mine.startsWith("!")
            ? !asked.get().equals(mine.substring(1))
            : asked.get().equals(mine));
  }

  /** Whether it holds for all that another one speaks of. */
  public boolean matches(Filter asked) {
    return matchesProtocol(asked.protocol) && matchesRest(asked);
  }

  private boolean matchesRest(Filter asked) {
    return (localName.isEmpty()
            || asked.localName.filter(name -> matchesName(localName.get(), name)).isPresent())
        && netMatches(remote, asked.remote)
        && netMatches(local, asked.local);
  }

  /** What doveconf -f lists below the merged settings: what the question leaves open matches. */
  public boolean mayMatch(Filter asked) {
    return (asked.protocol.isEmpty() || matchesProtocol(asked.protocol))
        && new Filter(
                Optional.empty(),
                asked.localBits() == 0 ? Optional.empty() : local,
                asked.localName.isEmpty() ? Optional.empty() : localName,
                asked.remoteBits() == 0 ? Optional.empty() : remote)
            .matchesRest(asked);
  }

  private static boolean netMatches(Optional<Net> mask, Optional<Net> asked) {
    return mask.isEmpty()
        || mask.get().bits() == 0
        || asked.filter(net -> net.bits() > 0 && mask.get().contains(net)).isPresent();
  }

  /** Names are separated by blanks; {@code *.example.org} stands for one label more. */
  private static boolean matchesName(String masks, String name) {
    for (String mask : masks.split(" ", -1)) {
      boolean wild = mask.startsWith("*.");
      int dot = name.indexOf('.');
      if (mask.equalsIgnoreCase(name)
          || (wild && dot > 0 && mask.substring(1).equalsIgnoreCase(name.substring(dot)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is the wider of two filters that match one connection. */
  public boolean isSupersetOf(Filter narrower) {
    return localBits() <= narrower.localBits()
        && remoteBits() <= narrower.remoteBits()
        && (localName.isEmpty() || narrower.localName.isPresent())
        && (protocol.isEmpty() || narrower.protocol.isPresent());
  }
}
