package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.reach.PortReach;
import dev.postern.firewall.reach.PortReach.Verdict;
import dev.postern.firewall.reach.Question;
import dev.postern.net.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files of rules of which one alone is in force. */
class RuleFilesTest {
  @TempDir Path directory;

  private static String iptables(int port) {
    return "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport %d -j ACCEPT\nCOMMIT\n"
        .formatted(port);
  }

  private static String nft(int port) {
    return """
    flush ruleset
    table inet f {
      chain i { type filter hook input priority 0; policy drop; tcp dport %d accept; }
    }
    """
        .formatted(port);
  }

  private PortReach reach() throws Exception {
    HostFiles host = new HostFinder().find(List.of(directory)).get(0);
    return PacketFilters.of(host).reach(Question.anybody(143, Family.V4));
  }

  @Test
  void ofTwoThatDifferNoneIsTakenForGranted() throws Exception {
    write(directory, "etc/iptables/rules.v4", iptables(143));
    write(directory, "etc/sysconfig/iptables", iptables(993));
    assertThat(reach().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(reach().unknown())
        .singleElement()
        .asString()
        .isEqualTo(
            "etc/iptables/rules.v4 and etc/sysconfig/iptables hold rules, and no file tells which of them are loaded");
  }

  @Test
  void aUnitThatIsEnabledTellsWhichIsLoaded() throws Exception {
    write(directory, "etc/iptables/rules.v4", iptables(143));
    write(directory, "etc/sysconfig/iptables", iptables(993));
    Path wants =
        Files.createDirectories(directory.resolve("etc/systemd/system/multi-user.target.wants"));
    Files.createSymbolicLink(
        wants.resolve("iptables.service"), Path.of("/lib/systemd/system/iptables.service"));
    assertThat(reach().verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void aScriptTellsWhichAreLoadedAndInWhichOrder() throws Exception {
    write(directory, "etc/iptables.rules", iptables(143));
    write(directory, "etc/iptables.up.rules", iptables(993));
    String load = "#!/bin/sh\niptables-restore < /etc/iptables%s.rules\n";
    executable("etc/rc.local", load.formatted(""));
    assertThat(reach().verdict()).isEqualTo(Verdict.ANY);
    executable("etc/rc.local", load.formatted(".up"));
    assertThat(reach().verdict()).isEqualTo(Verdict.NONE);
    executable("etc/rc.local", load.formatted("") + load.formatted(".up"));
    assertThat(reach().verdict()).isEqualTo(Verdict.NONE);
    executable("etc/rc.local", load.formatted(".up") + load.formatted(""));
    assertThat(reach().verdict()).isEqualTo(Verdict.ANY);
  }

  private void executable(String path, String text) throws Exception {
    write(directory, path, text);
    Files.setPosixFilePermissions(
        directory.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void whatIsSavedUnderOtherNamesIsToldAndNotRead() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    write(directory, "iptables-L.txt", "Chain INPUT (policy DROP)\ntarget prot opt source\n");
    write(directory, "etc/firewall.bak", iptables(143));
    write(directory, "etc/firewall-notes", "ask Tom\n");
    write(directory, "etc/nft.dump", nft(143));
    PacketFilters filters = PacketFilters.of(new HostFinder().find(List.of(directory)).get(0));
    assertThat(filters.noneFound().toString())
        .contains("but the rules in iptables-L.txt and the rules in etc/nft.dump, not read here;");
  }

  @Test
  void ofAUnitThatIsMaskedItIsNotKnownWhetherItLoadsRules() throws Exception {
    write(directory, "etc/nftables.conf", nft(993));
    Path units = Files.createDirectories(directory.resolve("etc/systemd/system"));
    Path wants = Files.createDirectories(units.resolve("sysinit.target.wants"));
    Files.createSymbolicLink(
        wants.resolve("nftables.service"), Path.of("/lib/systemd/system/nftables.service"));
    assertThat(reach().verdict()).isEqualTo(Verdict.NONE);
    Files.createSymbolicLink(units.resolve("nftables.service"), Path.of("/dev/null"));
    assertThat(reach().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(reach().unknown())
        .containsExactly(
            "whether rules are loaded at boot: etc/systemd/system/nftables.service is empty or"
                + " leads to no file, which keeps systemd from starting it");
  }

  @Test
  void filesThatSayTheSameAreOne() throws Exception {
    write(directory, "etc/iptables/rules.v4", iptables(143));
    write(directory, "etc/iptables.up.rules", iptables(143));
    assertThat(reach().verdict()).isEqualTo(Verdict.ANY);
  }

  @Test
  void anNftablesConfOfTwoDistributionsIsTheOneOrTheOther() throws Exception {
    write(directory, "etc/nftables.conf", nft(143));
    write(directory, "etc/sysconfig/nftables.conf", nft(993));
    assertThat(reach().verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void filesThatNothingIncludesAreNotAllLoaded() throws Exception {
    write(directory, "etc/nftables/a.nft", nft(143));
    write(directory, "etc/nftables/b.nft", nft(993));
    assertThat(reach().verdict()).isEqualTo(Verdict.UNKNOWN);
    write(directory, "etc/nftables/a.nft", "include \"/etc/nftables/b.nft\"\n");
    assertThat(reach().verdict()).isEqualTo(Verdict.NONE);
    write(directory, "etc/nftables.conf", nft(143));
    assertThat(reach().verdict()).isEqualTo(Verdict.ANY);
  }
}
