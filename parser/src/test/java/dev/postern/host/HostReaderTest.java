package dev.postern.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.FilteredPort;
import dev.postern.posture.Host;
import dev.postern.posture.PacketFiltering.Outcome;
import dev.postern.posture.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReaderTest {
  @TempDir Path directory;

  private void file(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private Host read() throws HostFinder.BadPath {
    return HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT);
  }

  private static FilteredPort port(Host host, int number) {
    return host.packetFilter().ports().toOptional().orElseThrow().stream()
        .filter(port -> port.port().is(number))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFilterOfOneFamilyLeavesTheOtherOpen() throws Exception {
    file("etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    Host host = read();
    assertThat(port(host, 143).exposure().v4().is(Reach.NONE)).isTrue();
    assertThat(port(host, 143).exposure().v6().is(Reach.ANY)).isTrue();
    assertThat(host.packetFilter().defaultInput().v4().is(Outcome.DROP)).isTrue();
    assertThat(host.packetFilter().defaultInput().v6().is(Outcome.ACCEPT)).isTrue();
  }

  @Test
  void whatNothingListensOnIsNamed() throws Exception {
    file("etc/iptables/rules.v4", "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n");
    FilteredPort imap = port(read(), 143);
    assertThat(imap.listener().is("none")).isTrue();
    assertThat(imap.tlsRequired().isKnown()).isFalse();
  }

  @Test
  void aFilterThatIsNotEvaluatedMakesReachUnknown() throws Exception {
    file("etc/pf.conf", "block in all\npass in proto tcp to port 25\n");
    Host host = read();
    assertThat(port(host, 143).exposure().verdict())
        .isInstanceOfSatisfying(
            Fact.Unknown.class,
            unknown ->
                assertThat(unknown.reason())
                    .isEqualTo("etc/pf.conf: this packet filter's language is not evaluated"));
    assertThat(host.files().get(0).coverage().unmodelled()).isEqualTo(2);
  }

  @Test
  void aClosedPortStaysClosedWhateverAnotherFilterDoes() throws Exception {
    file("etc/iptables/rules.v4", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
    file("etc/pf.conf", "block in all\n");
    Host host = read();
    assertThat(port(host, 143).exposure().v4().is(Reach.NONE)).isTrue();
    assertThat(port(host, 143).exposure().v6().isKnown()).isFalse();
  }

  @Test
  void aFilterThatIsSwitchedOffOrStopsNothingIsIgnored() throws Exception {
    file("etc/ufw/ufw.conf", "ENABLED=no\n");
    file("etc/nftables.conf", "flush ruleset\ntable inet f {\n  chain i {\n  }\n}\n");
    Host host = read();
    assertThat(host.packetFilter().present().is(false)).isTrue();
    assertThat(port(host, 143).exposure().verdict().is(Reach.ANY)).isTrue();
    assertThat(port(host, 143).exposure().verdict().origins()).containsExactly(Outside.NO_FILTER);
  }
}
