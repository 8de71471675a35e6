package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.iptables.IptablesRuleset.RuleFile;
import dev.postern.firewall.model.PacketFilter;
import dev.postern.net.Family;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.testing.Oracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rules with which iptables tests its own extensions ({@code extensions/*.t}): each that it
 * takes is of the language, and each that it refuses is a problem.
 */
class ExtensionsCorpusTest {
  /** A rule in a chain, and whether iptables takes it. */
  private record Line(
      String file, String table, String chain, Family family, String rule, boolean isTaken) {
    private ReadFile read() {
      PacketFilter filter =
          IptablesRuleset.read(
              List.of(
                  new RuleFile(
                      SourceFile.of(
                          "rules", "*%s\n-A %s %s\nCOMMIT\n".formatted(table, chain, rule)),
                      family)),
              List.of(SourceFile.of("sets", "create foo hash:ip\n")));
      return filter.files().get(0);
    }

    boolean isUnderstood() {
      ReadFile read = read();
      return read.coverage().unrecognised() == 0
          && read.problems().stream().noneMatch(problem -> problem.isError());
    }

    boolean isReported() {
      return !read().problems().isEmpty();
    }

    @Override
    public String toString() {
      return "%s: IPv%d -t %s -A %s %s".formatted(file, family.number(), table, chain, rule);
    }
  }

  /** Taken by later versions than 1.8.9, whose iptables-restore knows no {@code -ptcp}. */
  private static final List<String> TAKEN_LATER =
      List.of(
          "--protocol=tcp --source=1.2.3.4 --destination=5.6.7.8/32 --in-interface=eth0"
              + " --out-interface=eth1 --jump=ACCEPT",
          "-ptcp -s1.2.3.4 -d5.6.7.8/32 -ieth0 -oeth1 -jACCEPT");

  /**
   * Refused for reasons that no rule file tells, so that they are warned of: a label that the
   * machine's connlabel.conf does not name, an object that is not in the kernel; and by
   * iptables-legacy alone.
   */
  private static final List<String> WARNED_OF =
      List.of(
          "-m connlabel --label \"foobar_not_there\"",
          "-m nfacct --nfacct-name wrong",
          "-p tcp -j TCPMSS --set-mss 42");

  private static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Oracle.shared("corpus/peer-tests"))) {
      files
          .filter(
              file -> file.getFileName().toString().matches("(iptables|lib(xt|ipt|ip6t)_.*)\\.t"))
          .sorted()
          .forEach(file -> read(file, lines));
    }
    return lines;
  }

  private static void read(Path file, List<Line> lines) {
    String name = file.getFileName().toString();
    List<Family> families =
        name.startsWith("libipt_")
            ? List.of(Family.V4)
            : name.startsWith("libip6t_") ? List.of(Family.V6) : List.of(Family.values());
    String table = "filter";
    List<String> chains = List.of();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("*")) {
          table = line.substring(1).strip();
        } else if (line.startsWith(":")) {
          chains = List.of(line.substring(1).strip().split(",", -1));
        } else if (line.startsWith("%iptables")) {
          String[] parts = line.split(" ", 4);
          lines.add(new Line(name, table, parts[2], Family.V4, parts[3], true));
        } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("@nfacct")) {
          String[] parts = line.split(";", -1);
          assertThat(parts).as(name + ": " + line).hasSizeGreaterThan(2);
          for (String chain : chains) {
            for (Family family : families) {
              lines.add(
                  new Line(
                      name, table, chain, family, parts[0].strip(), parts[2].strip().equals("OK")));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void takesWhatIptablesTakes() throws IOException {
    List<Line> lines = lines();
    assertThat(lines).hasSizeGreaterThan(1000);
    assertThat(
            lines.stream()
                .filter(line -> line.isTaken() && !TAKEN_LATER.contains(line.rule()))
                .filter(line -> !line.isUnderstood()))
        .isEmpty();
  }

  @Test
  void refusesWhatIptablesRefuses() throws IOException {
    assertThat(lines().stream().filter(line -> !line.isTaken() && !line.isReported())).isEmpty();
    assertThat(lines().stream().filter(line -> !line.isTaken() && line.isUnderstood()))
        .allMatch(line -> WARNED_OF.contains(line.rule()));
  }
}
