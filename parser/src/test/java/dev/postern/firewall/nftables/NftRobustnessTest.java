package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallGolden;
import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.MemoryTree;
import dev.postern.source.SourceFile;
import dev.postern.testing.Changed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is in a file, it is read to its end, and what is wrong with it is said. */
class NftRobustnessTest {
  private static final int CHANGES = 40;

  private static PacketFilter read(String text) {
    return NftRuleset.read(
        List.of(SourceFile.of("etc/nftables.conf", text)),
        new MemoryTree(
            Map.of("etc/circle.nft", "include \"circle.nft\"\n".getBytes(StandardCharsets.UTF_8))));
  }

  private static PortReach reach(String text) {
    return FirewallPosture.of(List.of(read(text))).reach(Question.anybody(143, Family.V4));
  }

  @Test
  void changedFilesAreReadToTheirEnd() {
    Random random = new Random(1);
    for (FirewallGolden golden : FirewallGolden.all("nftables-.*")) {
      String text = golden.read("etc/nftables.conf").text();
      for (int i = 0; i < CHANGES; i++) {
        String other = Changed.text(text, random);
        PacketFilter filter = read(other);
        FirewallPosture posture = FirewallPosture.of(List.of(filter));
        boolean isRefused =
            filter.files().stream().anyMatch(file -> file.coverage().unrecognised() > 0);
        PortReach reach = posture.reach(Question.anybody(143, Family.V4));
        if (isRefused) {
          assertThat(reach.verdict()).as(other).isEqualTo(PortReach.Verdict.UNKNOWN);
        }
      }
    }
  }

  @Test
  void aTemplateIsToldAsOne() {
    String rules = "table inet f {\nchain i {\ntcp dport { %s } accept\n}\n}\n";
    assertThat(reach(rules.formatted("{{ mail_ports }}")).reasons()).contains("a template makes");
    assertThat(reach(rules.formatted("nonsense")).reasons()).contains("nft refuses the file");
  }

  @Test
  void depthIsBounded() {
    assertThat(read("{".repeat(100_000)).files().get(0).problems()).isNotEmpty();
    assertThat(
            read("table ip t { set s { elements = " + "{".repeat(50_000)).files().get(0).problems())
        .isNotEmpty();
    String parentheses = "table ip t {\nchain c {\ntcp flags & " + "(".repeat(50_000) + "\n}\n}\n";
    assertThat(read(parentheses).files().get(0).problems()).isNotEmpty();
    String brackets = "table ip t {\nchain c {\nmeta mark set " + "[".repeat(50_000) + "\n}\n}\n";
    assertThat(read(brackets).files().get(0).problems()).isNotEmpty();
    String operators =
        "table ip t {\nchain c {\nmeta mark set 1" + " | 1".repeat(20_000) + "\n}\n}\n";
    assertThat(read(operators).files()).hasSize(1);
    assertThat(read("{\"nftables\":" + "[".repeat(50_000)).files().get(0).problems()).isNotEmpty();
  }

  @Test
  void definitionsThatGrowAreRefused() {
    StringBuilder text = new StringBuilder("define v0 = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }\n");
    for (int i = 1; i < 40; i++) {
      String before = "$v" + (i - 1);
      text.append("define v%d = { %s, %s, %s, %s }\n".formatted(i, before, before, before, before));
    }
    assertThat(read(text.toString()).files().get(0).problems()).isNotEmpty();
  }

  @Test
  void aCircleOfIncludesEnds() {
    assertThat(reach("include \"circle.nft\"\n").verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void aCircleOfChainsIsRefused() {
    String text =
        """
        table inet f {
          chain a {
            jump b
          }
          chain b {
            jump a
          }
          chain input {
            type filter hook input priority 0
            jump a
          }
        }
        """;
    assertThat(read(text).files().get(0).problems())
        .singleElement()
        .hasToString("etc/nftables.conf:6:5: chains that call each other in a circle");
  }

  @Test
  void oneMistakeAndNothingIsLoaded() {
    String text =
        """
        table inet f {
          chain input {
            type filter hook input priority 0; policy accept
            tcp dport 143 accept
            tcp dprt 993 accept
          }
        }
        """;
    assertThat(reach(text).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(read(text).files().get(0).problems())
        .singleElement()
        .hasToString("etc/nftables.conf:5:9: 'dprt' is nothing of 'tcp'");
  }

  @Test
  void whatDebianShipsLetsEverybodyIn() {
    String text =
        """
        #!/usr/sbin/nft -f

        flush ruleset

        table inet filter {
        \tchain input {
        \t\ttype filter hook input priority filter;
        \t}
        \tchain forward {
        \t\ttype filter hook forward priority filter;
        \t}
        \tchain output {
        \t\ttype filter hook output priority filter;
        \t}
        }
        """;
    assertThat(reach(text).verdict()).isEqualTo(PortReach.Verdict.ANY);
    assertThat(read(text).files().get(0).problems()).isEmpty();
  }
}
