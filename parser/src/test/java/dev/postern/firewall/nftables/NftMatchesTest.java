package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.Kernel;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Matches that the kernel decides for every connection alike, and those that nft refuses. */
class NftMatchesTest {
  @Test
  void meanWhatTheKernelMakesOfThem() {
    assertThat(NftMatch.all()).hasSizeGreaterThan(2000);
    List<String> wrong = new ArrayList<>();
    for (NftMatch one : NftMatch.all()) {
      PacketFilter filter =
          NftRuleset.read(List.of(SourceFile.of("f.nft", one.rules())), new MemoryTree(Map.of()));
      boolean isRefused =
          filter.files().stream()
              .flatMap(file -> file.problems().stream())
              .anyMatch(Problem::isError);
      if (isRefused != one.isRefused()) {
        wrong.add("%s: %s".formatted(one, isRefused ? "refused" : "taken"));
      } else if (!isRefused) {
        for (Family family : Family.values()) {
          String found = shown(verdict(one, filter, family));
          if (!one.holds(family).replace("choice", "yes").equals(found)) {
            wrong.add("%s: IPv%d %s".formatted(one, family.number(), found));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String shown(PortReach.Verdict verdict) {
    return verdict == PortReach.Verdict.ANY
        ? "yes"
        : verdict == PortReach.Verdict.NONE ? "no" : "-";
  }

  private static PortReach.Verdict verdict(NftMatch one, PacketFilter filter, Family family) {
    boolean isV4 = family == Family.V4;
    Prefix client = Prefix.parse(isV4 ? "203.0.113.7" : "2001:db8:cafe::7").orElseThrow();
    return FirewallPosture.of(List.of(filter))
        .reach(
            Question.anybody(one.port(), family)
                .from(Networks.of(client))
                .boundTo(Address.parse(isV4 ? Kernel.SERVER_V4 : Kernel.SERVER_V6).orElseThrow())
                .arrivingOn("eth0"))
        .verdict();
  }
}
