package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of many lines of a kind take seconds; looking at each pair of them took minutes. */
@Timeout(60)
class LongFilesTest {
  private static final int MANY = 60_000;
  private static final String REFUSES_MEMBERS =
      """
      *filter
      :INPUT ACCEPT [0:0]
      -A INPUT -m set --match-set s src -j DROP
      COMMIT
      """;

  @TempDir Path directory;

  private static String times(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String address(int i) {
    return "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255);
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String check() throws IOException {
    write("etc/postfix/main.cf", "inet_interfaces = all\n");
    Run run = Run.of("check", "--no-config", "-f", "concise", directory.toString());
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  @Test
  void ipsetElementsThatAreDeletedAgain() throws IOException {
    write("etc/iptables/rules.v4", REFUSES_MEMBERS);
    write(
        "etc/ipset.conf",
        "create s hash:ip maxelem 200000\n"
            + times(MANY, i -> "add s " + address(i))
            + times(MANY, i -> "del s " + address(i)));
    assertThat(check()).contains("more is deleted from it than is followed here");
  }

  @Test
  void ipsetElementsBesideRanges() throws IOException {
    write("etc/iptables/rules.v4", REFUSES_MEMBERS.replace("s src", "s src,dst"));
    write(
        "etc/ipset.conf",
        "create s hash:ip,port maxelem 200000\nadd s 10.255.0.0-10.255.0.3,tcp:1-3\n"
            + times(MANY, i -> "add s " + address(i) + ",tcp:25"));
    assertThat(check()).contains("PORT-008");
  }

  @Test
  void ipsetsThatAreDestroyed() throws IOException {
    write("etc/iptables/rules.v4", REFUSES_MEMBERS);
    write(
        "etc/ipset.conf",
        times(MANY, i -> "create s" + i + " hash:ip")
            + times(MANY, i -> "destroy s" + i)
            + "create s hash:ip\n");
    assertThat(check()).contains("PORT-008");
  }

  @Test
  void nftElementsThatAreDeletedAgain() throws IOException {
    write(
        "etc/nftables.conf",
        """
        table inet filter {
          set s { type ipv4_addr; }
          chain input { type filter hook input priority 0; policy drop; ip saddr @s accept; }
        }
        """
            + times(MANY, i -> "add element inet filter s { " + address(i) + " }")
            + times(MANY, i -> "delete element inet filter s { " + address(i) + " }"));
    assertThat(check()).doesNotContain("PORT-008");
  }

  @Test
  void nftCombinationsOfAddressAndPort() throws IOException {
    write(
        "etc/nftables.conf",
        """
        table inet filter {
          set s { type ipv4_addr . inet_service; flags interval; elements = {
        %s } }
          chain input {
            type filter hook input priority 0; policy accept
            ip saddr . tcp dport @s drop
          }
        }
        """
            .formatted(times(MANY, i -> address(i) + " . " + (i + 1) + ",")));
    assertThat(check()).contains("PORT-008");
  }

  @Test
  void dovecotListeners() throws IOException {
    write(
        "etc/dovecot/dovecot.conf",
        "protocols = imap\n"
            + times(
                2000,
                i ->
                    """
                    passdb {
                      driver = pam
                    }
                    service s%d {
                      inet_listener x {
                        port = %d
                      }
                    }
                    """
                        .formatted(i, 2000 + i)));
    assertThat(check()).contains("PORT-008");
  }

  @Test
  void postfixParametersThatDouble() throws IOException {
    write("etc/postfix/master.cf", "smtp inet n - n - - smtpd\n");
    write(
        "etc/postfix/main.cf",
        "p0 = x\n"
            + times(60, i -> "p%d = $p%d $p%d".formatted(i + 1, i, i))
            + "mynetworks = $p60");
    Run run = Run.of("check", "--no-config", "-f", "concise", directory.toString());
    assertThat(run.out()).contains("the expansion grows beyond what Postern follows");
  }

  @Test
  void postfixServices() throws IOException {
    write(
        "etc/postfix/master.cf",
        times(300, i -> (i + 2000) + " inet n - n - - smtpd\n -o smtpd_banner=x" + i));
    assertThat(check()).contains("for smtp 2299/tcp");
  }
}
