package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bad, odd and huge files. */
class IptablesRobustnessTest {
  private static PacketFilter read(byte[] bytes) {
    return IptablesRuleset.read(
        List.of(new RuleFile(SourceFile.of("rules.v4", bytes), Family.V4)), List.of());
  }

  private static PacketFilter read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Problem> problems(PacketFilter filter) {
    return filter.files().get(0).problems();
  }

  private static PortReach reach(PacketFilter filter, int port) {
    return FirewallPosture.of(List.of(filter)).reach(Question.anybody(port, Family.V4));
  }

  @Test
  void carriageReturnsAreAnErrorSinceTheToolRefusesThem() {
    PacketFilter filter =
        read("*filter\r\n:INPUT DROP [0:0]\r\n-A INPUT -p tcp --dport 25 -j ACCEPT\r\nCOMMIT\r\n");
    assertThat(problems(filter)).allMatch(Problem::isError);
    assertThat(problems(filter).get(0).toString()).startsWith("rules.v4:1:8: the lines end in");
    assertThat(reach(filter, 25).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(reach(filter, 143).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void refusesToExceptEverybody() {
    PacketFilter filter =
        read("*filter\n:INPUT DROP [0:0]\n-A INPUT ! -s 10.0.0.0/0 -j ACCEPT\nCOMMIT\n");
    assertThat(problems(filter))
        .singleElement()
        .hasToString(
            "rules.v4:3:15: '! -s 10.0.0.0/0' would never match, and the kernel refuses it");
  }

  @Test
  void placesWhatIsRefused() {
    PacketFilter filter =
        read("*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport nosuch -j ACCEPT\nCOMMIT\n");
    assertThat(problems(filter))
        .singleElement()
        .hasToString(
            "rules.v4:3:25: 'nosuch' is no port: neither a number up to 65535 nor a service name");
    assertThat(reach(filter, 25).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void doesNotLoadATableWithoutItsCommit() {
    PacketFilter filter = read("*filter\n:INPUT DROP [0:0]\n");
    assertThat(problems(filter)).singleElement().asString().contains("COMMIT is missing");
    assertThat(reach(filter, 143).verdict()).isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void findsChainsThatGoRoundInACircle() {
    PacketFilter filter =
        read(
            """
            *filter
            :INPUT DROP [0:0]
            :A - [0:0]
            :B - [0:0]
            -A INPUT -j A
            -A A -j B
            -A B -j A
            COMMIT
            """);
    assertThat(problems(filter)).singleElement().asString().contains("circle");
    assertThat(reach(filter, 143).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  /** Seen from iptables-restore 1.8.9, of either kind. */
  @Test
  void takesACircleThatNoHookLeadsTo() {
    PacketFilter filter = read("*filter\n:A - [0:0]\n:B - [0:0]\n-A A -j B\n-A B -g A\nCOMMIT\n");
    assertThat(problems(filter)).isEmpty();
    assertThat(reach(filter, 143).verdict()).isEqualTo(PortReach.Verdict.ANY);
  }

  /** Seen from iptables-restore 1.8.9: iptables-nft refuses the file, iptables-legacy loads it. */
  @Test
  void takesFifteenCallsInEachOtherAndNoMore() {
    assertThat(problems(read(calls(15)))).isEmpty();
    PacketFilter deeper = read(calls(16));
    assertThat(problems(deeper)).singleElement().asString().contains("more than 15 chains");
    assertThat(reach(deeper, 143).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  private static String calls(int depth) {
    StringBuilder text = new StringBuilder("*filter\n:INPUT DROP [0:0]\n");
    IntStream.rangeClosed(1, depth).forEach(i -> text.append(":C" + i + " - [0:0]\n"));
    IntStream.range(1, depth).forEach(i -> text.append("-A C" + i + " -j C" + (i + 1) + "\n"));
    return text.append("-A INPUT -g C1\nCOMMIT\n").toString();
  }

  /** Seen from iptables-restore 1.8.9: "Chain 'LATER' does not exist", and nothing is loaded. */
  @Test
  void refusesAChainThatIsDeclaredFurtherDown() {
    PacketFilter filter =
        read("*filter\n-A INPUT -p tcp -j LATER\n:LATER - [0:0]\n-A LATER -j DROP\nCOMMIT\n");
    assertThat(problems(filter))
        .singleElement()
        .asString()
        .startsWith("rules.v4:2:20: there is no chain or target 'LATER'");
    assertThat(reach(filter, 143).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void findsJumpsToNowhere() {
    PacketFilter filter = read("*filter\n:INPUT DROP [0:0]\n-A INPUT -j NOWHERE\nCOMMIT\n");
    assertThat(problems(filter)).singleElement().asString().contains("NOWHERE");
    assertThat(reach(filter, 143).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void namesTheMatchThatNoFileDecides() {
    PacketFilter filter =
        read(
            """
            *filter
            :INPUT DROP [0:0]
            -A INPUT -p tcp --dport 143 -m geoip --src-cc DE -j ACCEPT
            -A INPUT -p tcp --dport 25 -m time --timestart 08:00 -j ACCEPT
            -A INPUT -p tcp --dport 25 -j ACCEPT
            COMMIT
            """);
    assertThat(reach(filter, 143).unknown()).containsExactly("-m geoip --source-country DE");
    assertThat(reach(filter, 25).verdict()).isEqualTo(PortReach.Verdict.ANY);
    assertThat(reach(filter, 110).verdict()).isEqualTo(PortReach.Verdict.NONE);
  }

  @Test
  void survivesALineOfFiftyMegabytes() {
    PacketFilter filter =
        read(
            "*filter\n:INPUT DROP [0:0]\n-A INPUT "
                + "-s 10.0.0.1 ".repeat(4_400_000)
                + "\nCOMMIT\n");
    assertThat(problems(filter)).singleElement().asString().contains("reads at most 10239");
  }

  @Test
  void survivesBytesThatAreNoText() {
    byte[] bytes = new byte[200_000];
    new Random(3).nextBytes(bytes);
    assertThatCode(() -> reach(read(bytes), 143)).doesNotThrowAnyException();
    PacketFilter latin =
        read(
            "*filter\n:INPUT DROP [0:0]\n-A INPUT -m comment --comment \"f\u00fcr\" -j ACCEPT\nCOMMIT\n"
                .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(latin)).isEmpty();
  }

  @Test
  void survivesChainsTenThousandDeepAndChainsCalledTwiceEach() {
    StringBuilder deep = new StringBuilder("*filter\n:INPUT DROP [0:0]\n");
    for (int i = 0; i < 10_000; i++) {
      deep.append(":C").append(i).append(" - [0:0]\n");
    }
    deep.append("-A INPUT -j C0\n");
    for (int i = 0; i + 1 < 10_000; i++) {
      deep.append("-A C%d -j C%d\n-A C%d -j C%d\n".formatted(i, i + 1, i, i + 1));
    }
    deep.append("COMMIT\n");
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> reach(read(deep.toString()), 143));
  }

  @Test
  void evaluatesAHundredThousandRulesQuickly() {
    Random random = new Random(1);
    StringBuilder rules = new StringBuilder("*filter\n:INPUT DROP [0:0]\n:MAIL - [0:0]\n");
    for (int i = 0; i < 100_000; i++) {
      rules.append(
          "-A %s -s %d.%d.%d.0/24 -p tcp --dport %d -j %s\n"
              .formatted(
                  i % 3 == 0 ? "MAIL" : "INPUT",
                  1 + random.nextInt(200),
                  random.nextInt(256),
                  random.nextInt(256),
                  i % 5 == 0 ? 25 : 143,
                  i % 7 == 0 ? "MAIL" : i % 2 == 0 ? "ACCEPT" : "DROP"));
    }
    String text = rules.append("COMMIT\n").toString();
    PacketFilter filter = read(text.replaceAll("(-A MAIL .*) -j MAIL", "$1 -j RETURN"));
    FirewallPosture posture = FirewallPosture.of(List.of(filter));
    long start = System.nanoTime();
    PortReach reach = posture.reach(Question.anybody(143, Family.V4));
    long milliseconds = (System.nanoTime() - start) / 1_000_000;
    assertThat(reach.verdict()).isEqualTo(PortReach.Verdict.SOME);
    assertThat(milliseconds).as("milliseconds for a port").isLessThan(5_000);
  }
}
