package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postern reach} over a small rule set. */
class ReachCommandTest {
  @TempDir Path directory;

  @BeforeEach
  void rules() throws IOException {
    Path etc = Files.createDirectories(directory.resolve("etc/iptables"));
    Files.writeString(
        etc.resolve("rules.v4"),
        """
        *filter
        :INPUT DROP [0:0]
        :FORWARD ACCEPT [0:0]
        :OUTPUT ACCEPT [0:0]
        -A INPUT -p tcp --dport 993 -j ACCEPT
        -A INPUT -s 198.51.100.0/24 -p tcp --dport 143 -j ACCEPT
        COMMIT
        """);
  }

  @Test
  void tellsWhoReachesAPort() {
    Run run = Run.of("reach", "--port", "143", "993", directory.toString(), "--family", "4");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("143   IPv4    198.51.100.0/24")
        .contains("993   IPv4    any")
        .contains("etc/iptables/rules.v4:5 -A INPUT -p tcp --dport 993 -j ACCEPT");
  }

  /** Here as in {@code show}. */
  @Test
  void saysWhatIsAssumed() throws IOException {
    Path docker = Files.createDirectories(directory.resolve("etc/docker"));
    Files.writeString(docker.resolve("daemon.json"), "{}");
    Path csf = Files.createDirectories(directory.resolve("none/etc/csf"));
    Files.writeString(csf.resolve("csf.conf"), "TESTING = \"1\"\n");
    Path dovecot = Files.createDirectories(directory.resolve("none/etc/dovecot"));
    Files.writeString(dovecot.resolve("dovecot.conf"), "protocols = imap\n");
    for (String command : new String[] {"reach", "show"}) {
      assertThat(Run.of(command, directory.toString()).out())
          .contains("  assumed: no container publishes a port: Docker (etc/docker/daemon.json)");
      assertThat(Run.of(command, directory.resolve("none").toString()).out())
          .contains("  assumed: every bound port counts as reachable")
          .contains("csf (etc/csf/csf.conf)");
    }
  }

  @Test
  void jsonHasTheKeysOfTheContractInTheirOrder() {
    Run run = Run.of("reach", directory.toString(), "--port=993", "--family=4", "--format", "json");

    assertThat(run.out().replaceAll("\\s+", " "))
        .startsWith(
            "[ { \"port\": 993, \"family\": 4, \"verdict\": \"any\", \"sources\": [ \"0.0.0.0/0\" ],"
                + " \"unknown\": [ ], \"limits\": [ ], \"rule\": { \"file\":"
                + " \"etc/iptables/rules.v4\", \"line\": 5, \"text\": \"-A INPUT -p tcp --dport 993"
                + " -j ACCEPT\" }, \"witness\": { \"source\": \"203.0.113.7\", \"interface\": ");
  }

  @Test
  void manyBlockedAddressesAreNamedAsTheGaps() throws IOException {
    StringBuilder rules = new StringBuilder("*filter\n:INPUT ACCEPT [0:0]\n");
    for (int i = 1; i <= 40; i++) {
      rules.append("-A INPUT -s 192.0.2.").append(2 * i).append(" -j DROP\n");
    }
    Files.writeString(
        directory.resolve("etc/iptables/rules.v4"), rules.append("COMMIT\n").toString());

    assertThat(Run.of("reach", "--port", "143", "--family", "4", directory.toString()).out())
        .contains("all but 192.0.2.2/32, 192.0.2.4/32")
        .contains("and 37 more");
    assertThat(
            Run.of(
                    "reach",
                    "--port",
                    "143",
                    "--family",
                    "4",
                    "--format",
                    "json",
                    directory.toString())
                .out()
                .replaceAll("\\s+", " "))
        .contains("\"sources\": [ \"0.0.0.0/0\" ], \"except\": [ \"192.0.2.2/32\",");
  }

  @Test
  void thePortsOfMailAreTheDefault() {
    assertThat(Run.of("reach", directory.toString()).out().lines())
        .anyMatch(line -> line.startsWith("25 "))
        .anyMatch(line -> line.startsWith("4190"));
  }

  @Test
  void aWrongPortIsAUsageError() {
    assertThat(Run.of("reach", directory.toString(), "--port", "70000").status()).isEqualTo(2);
  }
}
