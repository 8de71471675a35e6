package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.FirewallPosture;
import dev.postern.net.Networks;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.FilterUpkeep;
import dev.postern.posture.network.FilteredPort;
import dev.postern.posture.network.PacketFiltering.DefaultInput;
import dev.postern.posture.network.PacketFiltering.Outcome;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.UnmetLimit;
import dev.postern.posture.network.UnreachableRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks a host's packet filter over for rules without effect. */
final class FilterReview implements FilterUpkeep {
  private final FirewallPosture filter;
  private final List<FilteredPort> ports;
  private final DefaultInput input;
  private final Set<Integer> served;
  private final Networks outside;
  private @Nullable Fact<List<UnreachableRule>> unreachable;
  private @Nullable Fact<List<UnmetLimit>> unmet;

  /**
   * A review of one host's filter.
   *
   * @param served the mail ports of the daemons that are among the files, whether used or not
   */
  FilterReview(
      FirewallPosture filter,
      List<FilteredPort> ports,
      DefaultInput input,
      Set<Integer> served,
      Networks outside) {
    this.filter = filter;
    this.ports = List.copyOf(ports);
    this.input = input;
    this.served = Set.copyOf(served);
    this.outside = outside;
  }

  @Override
  public Fact<List<UnreachableRule>> unreachableRules() {
    Fact<List<UnreachableRule>> known = unreachable;
    if (known == null) {
      known = Fact.known(filter.unreachableRules());
      unreachable = known;
    }
    return known;
  }

  @Override
  public Fact<List<UnmetLimit>> limitsAfterAccept() {
    Fact<List<UnmetLimit>> known = unmet;
    if (known == null) {
      List<UnmetLimit> found = new ArrayList<>();
      for (FilteredPort port : ports) {
        port.port()
            .toOptional()
            .filter(number -> !Ports.isBehind(number))
            .ifPresent(number -> found.addAll(filter.unmetLimits(number, outside)));
      }
      known = Fact.known(List.copyOf(found));
      unmet = known;
    }
    return known;
  }

  @Override
  public Fact<List<Integer>> acceptedWithoutListener() {
    List<Integer> stale = new ArrayList<>();
    List<Integer> undecided = new ArrayList<>();
    List<Origin> origins = new ArrayList<>();
    Fact<Networks> otherwise = filter.unnamedPortExposure(outside).sources();
    for (FilteredPort port : ports) {
      int number = port.port().toOptional().orElse(0);
      if (Ports.isBehind(number)) {
        continue;
      }
      Exposure exposure = port.exposure();
      boolean free = port.listener().is("none") && exposure.published().isEmpty();
      boolean v4 = isLetIn(exposure.v4(), input.v4());
      boolean v6 = isLetIn(exposure.v6(), input.v6());
      if (!free || !(v4 || v6) || isSame(exposure.sources(), otherwise)) {
        continue;
      }
      if (served.contains(number)) {
        stale.add(number);
        origins.addAll(v4 ? exposure.v4().origins() : exposure.v6().origins());
      } else {
        undecided.add(number);
      }
    }
    return stale.isEmpty() && !undecided.isEmpty()
        ? Fact.unknown(
            "whether something listens on %s: the daemon that would is not among the files"
                .formatted(undecided))
        : Fact.known(List.copyOf(stale), origins);
  }

  /** Whether clients get to a port whom rules let in to every port. */
  private static boolean isSame(Fact<Networks> sources, Fact<Networks> otherwise) {
    return otherwise.toOptional().filter(sources::is).isPresent();
  }

  /** Whether a rule lets clients in; not because everything is let in. */
  private static boolean isLetIn(Fact<Reach> reach, Fact<Outcome> otherwise) {
    boolean refuses = otherwise.is(Outcome.DROP) || otherwise.is(Outcome.REJECT);
    return refuses && (reach.is(Reach.ANY) || reach.is(Reach.SOME));
  }
}
