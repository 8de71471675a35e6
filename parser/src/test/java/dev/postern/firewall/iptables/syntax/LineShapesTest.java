package dev.postern.firewall.iptables.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.iptables.IptablesRuleset;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.iptables.RandomRules;
import dev.postern.firewall.iptables.syntax.LineShapes.Part;
import dev.postern.firewall.model.Chain;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Table;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines that are recognised mean what the grammar would have read. */
class LineShapesTest {

  /** A rule without its place. */
  private record Meaning(List<?> matches, List<?> effects, Object verdict, String text) {
    static Meaning of(Rule rule) {
      return new Meaning(rule.matches(), rule.effects(), rule.verdict(), rule.origin().text());
    }
  }

  private static List<Meaning> rules(String text, String table, String chain) {
    PacketFilter filter =
        IptablesRuleset.read(
            List.of(new RuleFile(SourceFile.of("rules.v4", text), Family.V4)),
            List.of(SourceFile.of("ipsets", RandomRules.SETS)));
    assertThat(filter.files().get(0).problems()).as(text).isEmpty();
    for (Table built : filter.tables()) {
      Chain found = built.chains().get(chain);
      if (built.name().equals(table) && found != null) {
        return found.rules().stream().map(Meaning::of).toList();
      }
    }
    return List.of();
  }

  /** Each chain filled with the same rules twice: the second time each line's shape is known. */
  @Test
  void aKnownShapeIsReadAsAnUnknownOne() {
    for (int seed = 0; seed < 150; seed++) {
      List<String> twice = new ArrayList<>();
      List<String> appended = new ArrayList<>();
      for (String line : new RandomRules(new Random(seed), Family.V4).lines()) {
        if (line.equals("COMMIT")) {
          twice.addAll(appended);
          twice.addAll(appended);
          appended.clear();
        }
        if (line.startsWith("-")) {
          appended.add(line.replaceFirst("^-I", "-A"));
        } else {
          twice.add(line);
        }
      }
      String text = String.join("\n", twice) + "\n";
      for (String table : List.of("raw", "mangle", "nat", "filter", "security")) {
        for (String chain : List.of("PREROUTING", "INPUT", "OUTPUT", "U0", "U1", "U2")) {
          List<Meaning> rules = rules(text, table, chain);
          int half = rules.size() / 2;
          assertThat(rules.subList(half, rules.size()))
              .as("seed %d, %s %s", seed, table, chain)
              .isEqualTo(rules.subList(0, half));
        }
      }
    }
  }

  @Test
  void openWordsAreReadAfresh() {
    List<Meaning> rules =
        rules(
            """
            *filter
            :INPUT DROP [0:0]
            -A INPUT -s 10.0.0.1/32 -p tcp -m tcp --dport 25 -m comment --comment "first one" -j ACCEPT
            [7:420] -A INPUT  -s 192.0.2.0/24 -p tcp -m tcp --dport imap -m comment --comment x -j ACCEPT
            COMMIT
            """,
            "filter",
            "INPUT");
    List<Meaning> alone =
        rules(
            """
            *filter
            :INPUT DROP [0:0]
            [7:420] -A INPUT  -s 192.0.2.0/24 -p tcp -m tcp --dport imap -m comment --comment x -j ACCEPT
            COMMIT
            """,
            "filter",
            "INPUT");
    assertThat(rules.get(1)).isEqualTo(alone.get(0)).isNotEqualTo(rules.get(0));
  }

  @Test
  void aRefusedOpenWordIsPlacedLikeAnyOther() {
    PacketFilter filter =
        IptablesRuleset.read(
            List.of(
                new RuleFile(
                    SourceFile.of(
                        "rules.v4",
                        """
                        *filter
                        -A INPUT -s 10.0.0.1 -j ACCEPT
                        -A INPUT -s 10.0.0.999 -j ACCEPT
                        -A INPUT -s ! -j ACCEPT
                        -A NOWHERE -s 10.0.0.1 -j ACCEPT
                        COMMIT
                        """),
                    Family.V4)),
            List.of());
    assertThat(filter.files().get(0).problems())
        .extracting(problem -> problem.toString().replaceFirst("(:\\d+:\\d+):.*", "$1"))
        .containsExactly("rules.v4:3:13", "rules.v4:4:13", "rules.v4:5:4");
  }

  @Test
  void wordsThatSteerTheReadingAreComparedToTheLetter() {
    LineShapes<String> shapes = new LineShapes<>(List.of("ACCEPT", "DROP")::contains);
    String learnt = "-A IN -s 10.0.0.1 -j CHAIN";
    shapes.learn(
        learnt,
        List.of(
            new Word("-A", 0, 2),
            new Word("IN", 3, 5),
            new Word("-s", 6, 8),
            new Word("10.0.0.1", 9, 17),
            new Word("-j", 18, 20),
            new Word("CHAIN", 21, 26)),
        List.of(Part.FIXED, Part.VALUE, Part.FIXED, Part.VALUE, Part.FIXED, Part.NAME),
        "known");

    assertThat(find(shapes, "-A OUT -s \"192.0.2.1\" -j OTHER")).isEqualTo("known");
    assertThat(find(shapes, "-A OUT -s 192.0.2.1 -j ACCEPT")).isNull();
    assertThat(find(shapes, "-A OUT -d 192.0.2.1 -j OTHER")).isNull();
    assertThat(find(shapes, "-A OUT -s ! -j OTHER")).isNull();
    assertThat(find(shapes, "-A OUT -s 192.0.2.1 -j OTHER more")).isNull();
    assertThat(find(shapes, "-A OUT -s 192.0.2.1 -j")).isNull();
    assertThat(find(shapes, "-A OUT -s \"192.0.2.1 -j OTHER")).isNull();
    assertThat(find(shapes, "-A OUT -s 192\\.0.2.1 -j OTHER")).isNull();
  }

  private static @org.jspecify.annotations.Nullable String find(
      LineShapes<String> shapes, String text) {
    return shapes.find(text, 0, text.length());
  }
}
