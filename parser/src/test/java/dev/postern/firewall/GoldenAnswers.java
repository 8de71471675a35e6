package dev.postern.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares a packet filter with what the kernel made of the same files. */
public final class GoldenAnswers {
  private static final List<Integer> PORTS = List.of(25, 110, 143, 465, 587, 993, 995, 4190);

  private final FirewallGolden golden;
  private final PacketFilter filter;
  private final FirewallPosture posture;

  public GoldenAnswers(FirewallGolden golden, PacketFilter filter) {
    this.golden = golden;
    this.filter = filter;
    this.posture = FirewallPosture.of(List.of(filter));
  }

  /** Each client gets to the ports that the kernel let it get to, and to no other. */
  public void lettingIn() {
    for (Family family : golden.families()) {
      for (Map.Entry<String, Set<Integer>> entry : golden.open(family).entrySet()) {
        Address source = Address.parse(entry.getKey()).orElseThrow();
        Set<Integer> open = new TreeSet<>();
        for (int port : PORTS) {
          PortReach reach =
              posture.reach(
                  Question.anybody(port, family)
                      .from(Networks.of(Prefix.of(source)))
                      .arrivingOn("eth0"));
          assertThat(reach.verdict())
              .as("%s port %d: %s", source, port, reach.unknown())
              .isIn(PortReach.Verdict.ANY, PortReach.Verdict.NONE);
          if (reach.verdict() == PortReach.Verdict.ANY) {
            open.add(port);
          }
        }
        assertThat(open).as("open for %s", source).isEqualTo(entry.getValue());
      }
    }
  }

  /** The sources of a port are the clients that get there. */
  public void sources() {
    for (Family family : golden.families()) {
      for (int port : PORTS) {
        PortReach reach = posture.reach(Question.anybody(port, family).arrivingOn("eth0"));
        if (!reach.unknown().isEmpty()) {
          // A mask of the lowest bit makes more ranges than can be listed.
          assertThat(golden).hasToString("iptables-source-mask-lowbit");
          continue;
        }
        golden
            .open(family)
            .forEach(
                (source, open) ->
                    assertThat(reach.sources().contains(Address.parse(source).orElseThrow()))
                        .as("%s among the sources of %d: %s", source, port, reach.sources())
                        .isEqualTo(open.contains(port)));
      }
    }
  }

  /** Limits are seen on the ports where the kernel kept one. */
  public void limits() {
    for (Family family : golden.families()) {
      Set<Integer> limited = new TreeSet<>();
      for (int port : PORTS) {
        if (!posture.reach(Question.anybody(port, family)).limits().isEmpty()) {
          limited.add(port);
        }
      }
      assertThat(limited).isEqualTo(golden.limited(family));
    }
  }

  /** Nothing of the files is left aside. */
  public void coverage() {
    assertThat(filter.problems()).isEmpty();
    assertThat(filter.files())
        .allSatisfy(
            file -> {
              assertThat(file.problems()).isEmpty();
              assertThat(file.coverage().unrecognised()).isZero();
              assertThat(file.coverage().unmodelled()).isZero();
            });
  }
}
