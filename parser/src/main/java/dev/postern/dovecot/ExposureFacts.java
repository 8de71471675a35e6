package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import dev.postern.posture.network.Via;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who reaches a bound address when no packet filter is in the way. */
final class ExposureFacts {
  private static final Networks LOOPBACK = Networks.of(Prefix.LOOPBACK_V4, Prefix.LOOPBACK_V6);

  private ExposureFacts() {}

  /**
   * The exposure of a group's address.
   *
   * @param exists whether the listener is opened at all
   */
  static Exposure of(Bind bind, ClientGroup group, Fact<Boolean> exists, List<Origin> origins) {
    Fact<Reach> v4 = reach(bind, group, Family.V4, exists, origins);
    Fact<Reach> v6 = reach(bind, group, Family.V6, exists, origins);
    Fact<Reach> verdict = v4.with(v6, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    Networks reached = isOwn(bind, group) ? Networks.NONE : sources(group);
    Fact<Networks> sources = exists.map(yes -> yes ? reached : Networks.NONE).because(origins);
    boolean told = !group.families().isEmpty();
    return new Exposure(
        verdict,
        v4,
        v6,
        told ? sources : Fact.unknown(nameReason(bind), origins),
        Fact.known(Via.DIRECT, origins),
        Optional.empty());
  }

  /** Whether it is the host itself that talks to itself there, which no network sees. */
  private static boolean isOwn(Bind bind, ClientGroup group) {
    return bind.isLoopback() || group.clients().within(LOOPBACK);
  }

  private static Networks sources(ClientGroup group) {
    return group.clients().isAny()
        ? new Networks(group.families().stream().map(Prefix::all).toList())
        : group.clients();
  }

  private static Fact<Reach> reach(
      Bind bind, ClientGroup group, Family family, Fact<Boolean> exists, List<Origin> origins) {
    if (group.families().isEmpty()) {
      Set<Reach> all = new LinkedHashSet<>(List.of(Reach.values()));
      return Fact.oneOf(all, nameReason(bind), origins);
    }
    boolean bound = group.families().contains(family) && !isOwn(bind, group);
    Reach open = group.clients().isAny() ? Reach.ANY : Reach.SOME;
    return bound
        ? exists.map(yes -> yes ? open : Reach.NONE).because(origins)
        : Fact.known(Reach.NONE, origins);
  }

  private static String nameReason(Bind bind) {
    return "the listener is bound to the name "
        + bind.text()
        + ", whose address the files do not tell";
  }
}
