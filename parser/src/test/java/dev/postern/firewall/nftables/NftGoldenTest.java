package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.PacketFilter;
import dev.postern.firewall.PortReach;
import dev.postern.firewall.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small rule sets, one construct each, judged as the kernel judged them. */
class NftGoldenTest {
  private static final List<Integer> PORTS = List.of(25, 110, 143, 465, 587, 993, 995, 4190);

  static List<NftGolden> goldens() {
    return NftGolden.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void letsInWhomTheKernelLetsIn(NftGolden golden) {
    FirewallPosture posture = FirewallPosture.of(List.of(golden.filter()));
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

  @ParameterizedTest
  @MethodSource("goldens")
  void namesTheSourcesOfEveryPort(NftGolden golden) {
    FirewallPosture posture = FirewallPosture.of(List.of(golden.filter()));
    for (Family family : golden.families()) {
      for (int port : PORTS) {
        PortReach reach = posture.reach(Question.anybody(port, family).arrivingOn("eth0"));
        assertThat(reach.unknown()).isEmpty();
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

  @ParameterizedTest
  @MethodSource("goldens")
  void findsTheLimitsThatTheKernelKeeps(NftGolden golden) {
    FirewallPosture posture = FirewallPosture.of(List.of(golden.filter()));
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

  @ParameterizedTest
  @MethodSource("goldens")
  void understandsEveryLine(NftGolden golden) {
    PacketFilter filter = golden.filter();
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
