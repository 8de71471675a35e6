package dev.postern.firewall.ufw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.FirewallPosture;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.testing.TextTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What ufw_start() of ufw 0.36.2 makes of files that are as it wants them, and of others. */
class UfwRulesetTest {
  private static final String DEFAULTS = "etc/default/ufw";
  private static final String CONF = "etc/ufw/ufw.conf";
  private static final String USER_RULES = "etc/ufw/user.rules";

  private final Map<String, String> files = new LinkedHashMap<>();

  UfwRulesetTest() {
    files.put(
        DEFAULTS,
        """
        IPV6=yes
        DEFAULT_INPUT_POLICY="DROP"
        DEFAULT_OUTPUT_POLICY="ACCEPT"
        DEFAULT_FORWARD_POLICY="DROP"
        MANAGE_BUILTINS=no
        """);
    files.put(CONF, "ENABLED=yes\nLOGLEVEL=low\n");
    for (String version : List.of("", "6")) {
      String prefix = "ufw" + version;
      files.put(
          "etc/ufw/before" + version + ".rules",
          """
          *filter
          :%s-before-input - [0:0]
          :%s-before-output - [0:0]
          -A %s-before-input -i lo -j ACCEPT
          -A %s-before-output -m conntrack --ctstate ESTABLISHED -j ACCEPT
          COMMIT
          """
              .formatted(prefix, prefix, prefix, prefix));
      files.put(
          "etc/ufw/after" + version + ".rules",
          "*filter\n:%s-after-input - [0:0]\nCOMMIT\n".formatted(prefix));
      files.put(
          "etc/ufw/user" + version + ".rules",
          "*filter\n:%s-user-input - [0:0]\n-A %s-user-input -p tcp --dport 143 -j ACCEPT\nCOMMIT\n"
              .formatted(prefix, prefix));
    }
  }

  private PacketFilter filter() {
    return UfwRuleset.read(TextTree.of(files), "etc/ufw", List.of());
  }

  private PortReach reach(int port, Family family) {
    return FirewallPosture.of(List.of(filter())).reach(Question.anybody(port, family));
  }

  private PortReach.Verdict verdict(int port) {
    return reach(port, Family.V4).verdict();
  }

  @Test
  void loadsTheRulesInTheirOrder() {
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.NONE);
    assertThat(filter().problems()).isEmpty();
  }

  @Test
  void loadsNothingWhenSwitchedOff() {
    for (String off : List.of("no", "false", "Yes", "", "\"\"")) {
      files.put(CONF, "ENABLED=" + off + "\n");
      assertThat(filter().families()).as(off).isEmpty();
    }
    for (String on : List.of("yes", "YES", "\"yes\"", "'yes'", "yes # since May")) {
      files.put(CONF, "ENABLED=" + on + "\n");
      assertThat(filter().families()).as(on).hasSize(2);
    }
  }

  @Test
  void isSureOfWhatIsOpenEitherWayWhenTheSwitchIsMissing() {
    files.remove(CONF);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(reach(25, Family.V4).unknown())
        .containsExactly("etc/ufw/ufw.conf, which is not among the files");
  }

  @Test
  void doesNotKnowTheDefaultWithoutTheDefaults() {
    files.remove(DEFAULTS);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(reach(143, Family.V6).verdict()).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void takesTheLastValueOfBothFiles() {
    files.put(CONF, "ENABLED=yes\nDEFAULT_INPUT_POLICY=ACCEPT\n");
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void doesNotGuessAtAPolicyThatUfwDoesNotKnow() {
    files.put(DEFAULTS, "IPV6=yes\nDEFAULT_INPUT_POLICY=\"deny\"\nDEFAULT_OUTPUT_POLICY=ACCEPT\n");
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void doesNotGuessAtWhatAShellWorksOut() {
    files.put(CONF, "ENABLED=$(cat /run/enabled)\n");
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.UNKNOWN);
    files.put(CONF, "[ -e /x ] && ENABLED=yes\n");
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.UNKNOWN);
    files.put(CONF, "ENABLED=\"yes\n");
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.UNKNOWN);
    files.put(CONF, "ENABLED=\"$E\"\n");
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void namesStatementsThatAreNoAssignments() {
    files.put(CONF, "ENABLED=yes\nif true; then\nLOGLEVEL=low\nfi\n");
    assertThat(filter().files())
        .flatExtracting(file -> file.problems())
        .extracting(Problem::toString)
        .contains(
            "etc/ufw/ufw.conf:2:1: found no assignment; expected NAME=value or NAME=\"value\"");
  }

  @Test
  void doesNotKnowWhatAMissingRuleFileWouldDecide() {
    files.remove(USER_RULES);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(filter().problems())
        .extracting(Problem::toString)
        .containsExactly("etc/ufw/user.rules: ufw loads this file at boot, and it is not there");
    assertThat(reach(143, Family.V6).verdict()).isEqualTo(PortReach.Verdict.ANY);
  }

  @Test
  void takesTheFilesAroundTheUsersRulesAsShipped() {
    files.keySet().removeIf(name -> name.contains("before") || name.contains("after"));
    files.replaceAll(
        (name, text) -> text.replace("OUTPUT_POLICY=\"ACCEPT", "OUTPUT_POLICY=\"DROP"));
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.NONE);
    assertThat(filter().problems()).hasSize(4).allMatch(problem -> !problem.isError());
  }

  @Test
  void doesNotTrustARuleFileThatIsRefused() {
    files.put(
        USER_RULES, "*filter\n:ufw-user-input - [0:0]\n-A ufw-user-input --nonsense\nCOMMIT\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(filter().files())
        .filteredOn(file -> file.source().path().equals(USER_RULES))
        .allSatisfy(file -> assertThat(file.problems()).isNotEmpty());
  }

  @Test
  void leavesScriptsThatDoNothingAside() {
    files.put("etc/ufw/before.init", "#!/bin/sh\n# iptables -A INPUT -j DROP\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.ANY);
    files.put("etc/ufw/before.init", "#!/bin/sh\niptables -I INPUT -j DROP\n");
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
  }

  @Test
  void closesIpv6WhenItIsSwitchedOff() {
    files.put(DEFAULTS, "IPV6=no\nDEFAULT_INPUT_POLICY=ACCEPT\nDEFAULT_OUTPUT_POLICY=ACCEPT\n");
    assertThat(reach(143, Family.V6).verdict()).isEqualTo(PortReach.Verdict.NONE);
    assertThat(reach(25, Family.V4).verdict()).isEqualTo(PortReach.Verdict.ANY);
  }

  /** Each file is loaded for itself; one that is refused leaves those before and behind it. */
  @Test
  void aFileThatNamesAMissingSetIsLoadedOrNot() {
    files.put(
        "etc/ufw/before.rules",
        """
        *filter
        :ufw-before-input - [0:0]
        -A ufw-before-input -m set --match-set banned src -j DROP
        -A ufw-before-input -p tcp --dport 143 -j DROP
        -A ufw-before-input -p tcp --dport 587 -j ACCEPT
        COMMIT
        """);
    assertThat(verdict(25)).isEqualTo(PortReach.Verdict.NONE);
    assertThat(verdict(143)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(verdict(587)).isEqualTo(PortReach.Verdict.UNKNOWN);
    assertThat(reach(143, Family.V6).verdict()).isEqualTo(PortReach.Verdict.ANY);
  }
}
