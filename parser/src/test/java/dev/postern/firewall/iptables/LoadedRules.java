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
import java.util.function.Function;

/** Rules, each with whether iptables-restore or ip6tables-restore loads it. */
record LoadedRules(List<Case> cases) {

  /** Rules to load. */
  record Case(boolean isLoaded, Family family, String text) {
    boolean isTaken() {
      RuleFile file = new RuleFile(SourceFile.of("rules", text), family);
      return IptablesRuleset.read(List.of(file), List.of()).files().get(0).problems().stream()
          .noneMatch(Problem::isError);
    }

    private String command() {
      String program = family == Family.V4 ? "iptables-restore" : "ip6tables-restore";
      return "printf '" + text.replace("\n", "\\n") + "' | " + program + " 2>/dev/null; echo $?\n";
    }
  }

  /** Those of a file with one in each line, whose columns are given. */
  static LoadedRules of(String golden, Function<String[], Case> ofColumns) throws IOException {
    return new LoadedRules(
        Files.readAllLines(Path.of("src/test/resources/goldens", golden)).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> ofColumns.apply(line.split("\t", -1)))
            .toList());
  }

  /** Asks the real programs. */
  void demandWhatIptablesSays() throws IOException {
    Oracle.require("iptables-restore");
    Oracle.require("unshare");
    if (!"root".equals(System.getProperty("user.name"))) {
      Oracle.skip("network namespaces need root");
    }
    StringBuilder script = new StringBuilder();
    cases.forEach(one -> script.append(one.command()));
    Path file = Files.writeString(Files.createTempFile("rules", ".sh"), script);
    List<String> taken =
        Oracle.ask(List.of("unshare", "-n", "sh", file.toString())).out().lines().toList();
    Files.delete(file);
    assertThat(taken).hasSize(cases.size());
    assertThat(cases)
        .filteredOn(one -> one.isLoaded() != taken.get(cases.indexOf(one)).equals("0"))
        .isEmpty();
  }
}
