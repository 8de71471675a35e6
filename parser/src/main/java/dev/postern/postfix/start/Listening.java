package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.HostAddresses;
import dev.postern.postfix.table.Machine;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Exposure.WitnessPacket;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.Via;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One address that a service listens on.
 *
 * @param address {@code *}, {@code ::} or one address
 * @param families 4, 6 or both
 * @param loopback whether only the host itself gets there
 */
public record Listening(
    Fact<String> address, Fact<List<Integer>> families, Fact<Boolean> loopback) {
  /** IPv4 and IPv6. */
  public static final List<Integer> BOTH = List.of(4, 6);

  /**
   * The addresses of a master.cf entry of type inet: its own host part, or inet_interfaces.
   *
   * @param scope the parameters without any service's options
   */
  public static List<Listening> of(MasterEntry entry, Scope scope) {
    Fact<List<Integer>> protocols = scope.value("inet_protocols").map(Listening::families);
    String host = Services.host(entry.service());
    Origin line = entry.origin();
    if (!host.isEmpty()) {
      return named(host, List.of(line), protocols, scope.machine());
    }
    Fact<String> interfaces = scope.value("inet_interfaces");
    if (!(interfaces instanceof Fact.Known<String> known)) {
      String reason = ((Fact.Unknown<String>) interfaces).reason();
      return List.of(new Listening(Fact.unknown(reason), protocols, Fact.unknown(reason)));
    }
    List<Origin> origins = known.origins();
    return switch (known.value()) {
      case "all" ->
          List.of(new Listening(Fact.known("*", origins), protocols, Fact.known(false, origins)));
      case "loopback-only" -> at(HostAddresses.LOOPBACK, origins, protocols);
      default ->
          Text.elements(known.value()).stream()
              .flatMap(name -> named(name, origins, protocols, scope.machine()).stream())
              .toList();
    };
  }

  /** The numbers of the families that a value of inet_protocols names. */
  public static List<Integer> families(String protocols) {
    List<String> words = Text.elements(Text.lower(protocols));
    boolean all = words.contains("all");
    List<Integer> result = new ArrayList<>();
    if (all || words.contains("ipv4")) {
      result.add(4);
    }
    if (all || words.contains("ipv6")) {
      result.add(6);
    }
    return result;
  }

  private static List<Listening> named(
      String name, List<Origin> origins, Fact<List<Integer>> protocols, Machine machine) {
    List<Address> addresses = machine.addresses(bare(name));
    if (addresses.isEmpty()) {
      String reason = "the files do not tell the addresses of " + Text.quoted(name);
      return List.of(
          new Listening(
              Fact.unknown(reason, origins),
              protocols.flatMap(families -> Fact.unknown(reason, origins)),
              Fact.unknown(reason, origins)));
    }
    return at(addresses, origins, protocols);
  }

  private static List<Listening> at(
      List<Address> addresses, List<Origin> origins, Fact<List<Integer>> protocols) {
    List<Listening> result = new ArrayList<>();
    for (Address address : addresses) {
      int family = address.family().number();
      if (protocols.isKnown() && !protocols.toOptional().orElse(BOTH).contains(family)) {
        continue;
      }
      String text = address.toString();
      result.add(
          new Listening(
              Fact.known(text.equals("0.0.0.0") ? "*" : text, origins),
              Fact.known(List.of(family), origins),
              Fact.known(address.isLoopback(), origins)));
    }
    return result;
  }

  /** A name or address without its brackets (inet_addr_host() of util/inet_addr_host.c). */
  static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** The same for those of the families alone. */
  public Listening over(Fact<List<Integer>> spoken) {
    return spoken.is(BOTH)
        ? this
        : new Listening(
            address,
            families.with(spoken, (some, more) -> some.stream().filter(more::contains).toList()),
            loopback);
  }

  /** Who gets there, as if there were no packet filter. */
  public Exposure exposure() {
    Fact<Reach> v4 = reach(4);
    Fact<Reach> v6 = reach(6);
    boolean any4 = v4.is(Reach.ANY);
    boolean any6 = v6.is(Reach.ANY);
    Optional<WitnessPacket> witness =
        any4
            ? Optional.of(new WitnessPacket("203.0.113.7", "eth0"))
            : any6 ? Optional.of(new WitnessPacket("2001:db8::7", "eth0")) : Optional.empty();
    return new Exposure(
        v4.with(v6, (one, other) -> one.compareTo(other) >= 0 ? one : other),
        v4,
        v6,
        v4.with(v6, Listening::sources),
        Fact.known(Via.DIRECT),
        witness);
  }

  private Fact<Reach> reach(int family) {
    return loopback.flatMap(
        closed ->
            closed
                ? Fact.known(Reach.NONE)
                : families.map(bound -> bound.contains(family) ? Reach.ANY : Reach.NONE));
  }

  private static Networks sources(Reach v4, Reach v6) {
    List<Prefix> result = new ArrayList<>();
    if (v4 == Reach.ANY) {
      result.add(Prefix.ALL_V4);
    }
    if (v6 == Reach.ANY) {
      result.add(Prefix.ALL_V6);
    }
    return new Networks(result);
  }
}
