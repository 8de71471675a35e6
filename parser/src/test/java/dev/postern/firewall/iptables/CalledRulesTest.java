package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.net.Family;
import dev.postern.source.Problem;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules in chains that the kernel's own chains call: where the kernel takes them. */
class CalledRulesTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/goldens/iptables-called-rules.tsv");

  private record Case(boolean isLoaded, String text) {
    static Case of(String line) {
      String[] fields = line.split("\t", -1);
      return new Case(
          fields[0].equals("loaded"),
          "*%s\n:X - [0:0]\n-A %s -j X\n-A X %s\nCOMMIT\n"
              .formatted(fields[1], fields[2], fields[3]));
    }

    boolean isTaken() {
      RuleFile file = new RuleFile(SourceFile.of("rules", text), Family.V4);
      return IptablesRuleset.read(List.of(file), List.of()).files().get(0).problems().stream()
          .noneMatch(Problem::isError);
    }

    String command() {
      return "printf '" + text.replace("\n", "\\n") + "' | iptables-restore 2>/dev/null; echo $?\n";
    }
  }

  private static List<Case> cases() throws IOException {
    return Files.readAllLines(GOLDEN).stream()
        .filter(line -> !line.startsWith("#"))
        .map(Case::of)
        .toList();
  }

  @Test
  void areRefusedWhereIptablesRefusesThem() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(30);
    assertThat(cases()).allMatch(one -> one.isTaken() == one.isLoaded());
  }

  @Test
  void theGoldenIsWhatIptablesSays() throws IOException {
    Oracle.require("iptables-restore");
    Oracle.require("unshare");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    StringBuilder script = new StringBuilder();
    cases().forEach(one -> script.append(one.command()));
    assertThat(
            Oracle.ask(List.of("unshare", "-n", "sh", "-c", script.toString()))
                .out()
                .lines()
                .map("0"::equals)
                .toList())
        .isEqualTo(cases().stream().map(Case::isLoaded).toList());
  }
}
