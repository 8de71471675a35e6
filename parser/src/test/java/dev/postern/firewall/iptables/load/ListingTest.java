package dev.postern.firewall.iptables.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.iptables.RandomRules;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@code iptables -L} and {@code -S} print says the same as what iptables-save prints. */
class ListingTest {
  private static final List<Integer> PORTS = List.of(25, 110, 143, 465, 587, 993, 995, 4190, 7);

  private static FirewallPosture posture(String name, String text) {
    return FirewallPosture.of(List.of(filter(name, text)));
  }

  private static PacketFilter filter(String name, String text) {
    return IptablesRuleset.read(
        List.of(RuleFile.of(SourceFile.of(name, text))),
        List.of(SourceFile.of("ipsets", RandomRules.SETS)));
  }

  private static PortReach reach(FirewallPosture posture, Family family, int port) {
    return posture.reach(Question.anybody(port, family).arrivingOn("eth0"));
  }

  @Test
  void saysTheSameInEveryForm() throws IOException {
    Oracle.require("iptables-restore");
    Oracle.require("unshare");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    int count = Integer.getInteger("postern.random-listings", 40);
    Path folder = Files.createTempDirectory("listing");
    Files.writeString(folder.resolve("sets"), RandomRules.SETS);
    for (int i = 0; i < count; i++) {
      Family family = i % 2 == 0 ? Family.V4 : Family.V6;
      Files.write(folder.resolve("rules" + i), withoutSecurity(new Random(900 + i), family));
    }
    String script =
        """
        cd %s
        ipset restore -file sets
        i=0
        while [ $i -lt %d ]; do
          [ $((i %% 2)) = 0 ] && x=iptables || x=ip6tables
          if $x-restore rules$i 2>/dev/null; then
            for t in raw mangle nat filter; do $x -t $t -S; done >printed$i
            for t in raw mangle nat filter; do $x -t $t -L -n -v --line-numbers; done >listed$i
          fi
          nft flush ruleset
          i=$((i + 1))
        done
        """
            .formatted(folder, count);
    Oracle.ask(List.of("unshare", "-n", "sh", "-c", script));
    int compared = 0;
    List<String> undecided = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!Files.exists(folder.resolve("listed" + i))) {
        continue;
      }
      Family family = i % 2 == 0 ? Family.V4 : Family.V6;
      String suffix = family == Family.V4 ? "v4" : "v6";
      FirewallPosture saved =
          posture("rules." + suffix, Files.readString(folder.resolve("rules" + i)));
      for (String form : List.of("printed", "listed")) {
        String text = Files.readString(folder.resolve(form + i));
        PacketFilter read = filter(form + "." + suffix, text);
        assertThat(read.files()).flatExtracting(ReadFile::problems).as(text).isEmpty();
        FirewallPosture other = FirewallPosture.of(List.of(read));
        for (int port : PORTS) {
          PortReach expected = reach(saved, family, port);
          PortReach found = reach(other, family, port);
          boolean isUnknown = found.verdict() == PortReach.Verdict.UNKNOWN;
          if (isUnknown && expected.verdict() != PortReach.Verdict.UNKNOWN) {
            undecided.addAll(found.unknown());
          }
          if (!isUnknown) {
            assertThat(found.sources())
                .as("%s %d, port %d%n%s", form, i, port, text)
                .isEqualTo(expected.sources());
          }
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(count * PORTS.size());
    assertThat(undecided).as("left undecided").hasSizeLessThanOrEqualTo(compared / 100);
  }

  private static List<String> withoutSecurity(Random random, Family family) {
    List<String> lines = new ArrayList<>();
    boolean inSecurity = false;
    for (String line : new RandomRules(random, family).lines()) {
      inSecurity = line.startsWith("*") ? line.equals("*security") : inSecurity;
      if (!inSecurity) {
        lines.add(line);
      }
    }
    return lines;
  }

  @Test
  void understandsEveryLineOfOtherPeoplesListings() throws IOException {
    Path corpus = Oracle.shared("corpus");
    List<String[]> samples =
        Files.readAllLines(corpus.resolve("INDEX.tsv")).stream()
            .map(line -> line.split("\t", -1))
            .filter(fields -> fields[0].equals("iptables-listing"))
            .toList();
    assertThat(samples).hasSizeGreaterThan(20);
    for (String[] fields : samples) {
      PacketFilter filter = filter(fields[5], Files.readString(corpus.resolve(fields[5])));
      for (ReadFile file : filter.files()) {
        assertThat(file.coverage().unrecognised()).as("%s %s", fields[5], file.problems()).isZero();
      }
    }
  }

  @Test
  void doesNotGuessAtInterfacesThatAreNotShown() {
    FirewallPosture posture =
        posture(
            "listing",
            """
            Chain INPUT (policy DROP)
            target     prot opt source               destination
            ACCEPT     all  --  0.0.0.0/0            0.0.0.0/0

            Chain OUTPUT (policy ACCEPT)
            target     prot opt source               destination
            """);
    assertThat(reach(posture, Family.V4, 143).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void doesNotGuessAtDescriptionsItDoesNotKnow() {
    FirewallPosture posture =
        posture(
            "listing",
            """
            Chain INPUT (policy DROP 0 packets, 0 bytes)
             pkts bytes target     prot opt in     out     source               destination
                0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:143 -m geoip --source-country DE
                0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:993 /* all of them */

            Chain OUTPUT (policy ACCEPT 0 packets, 0 bytes)
             pkts bytes target     prot opt in     out     source               destination
            """);
    assertThat(reach(posture, Family.V4, 143).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(reach(posture, Family.V4, 993).verdict()).isEqualTo(PortReach.Verdict.ANY);
    assertThat(reach(posture, Family.V4, 25).verdict()).isEqualTo(PortReach.Verdict.NONE);
  }

  @Test
  void namesLinesThatAreNoneOfAListing() {
    PacketFilter filter =
        filter(
            "listing",
            """
            Chain INPUT (policy DROP)
            target     prot opt source               destination
            DROP       nonsense
            """);
    assertThat(filter.files())
        .flatExtracting(ReadFile::problems)
        .extracting(Object::toString)
        .contains("listing:3:1: no rule of a listing: its columns are not those of its chain");
  }
}
