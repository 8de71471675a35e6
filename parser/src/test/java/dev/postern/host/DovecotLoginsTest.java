package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.State;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a host's Dovecot tell of an smtpd that asks it for passwords. */
class DovecotLoginsTest {
  private static final String SOCKET =
      """
      service auth {
       unix_listener /var/spool/postfix/private/auth {
        mode = 0660
        group = %s
       }
      }
      """;

  @TempDir Path directory;

  @BeforeEach
  void postfix() throws Exception {
    write(directory, "etc/postfix/master.cf", "smtp inet n - n - - smtpd\n");
    write(
        directory,
        "etc/postfix/main.cf",
        """
        compatibility_level = 3.6
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = private/auth
        smtpd_sasl_auth_enable = yes
        """);
  }

  private Host read() throws Exception {
    return HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT);
  }

  private Fact<State> state() throws Exception {
    return read().endpoints().stream()
        .filter(endpoint -> endpoint.service().software().is(SoftwareName.POSTFIX))
        .map(Endpoint::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ofADovecotThatIsNotAmongTheFilesNothingIsHeldAgainstIt() throws Exception {
    assertThat(state().is(State.WORKS)).isTrue();
  }

  @Test
  void nobodyAnswersFromAFifo() throws Exception {
    write(
        directory,
        "etc/dovecot/dovecot.conf",
        "protocols = imap\n" + SOCKET.formatted("postfix").replace("unix_", "fifo_"));
    assertThat(state().is(State.DEAD)).isTrue();
  }

  @Test
  void whoHasNoSocketToAskAtIsDead() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "protocols = imap\n");
    assertThat(state().is(State.DEAD)).isTrue();
    assertThat(read().problems())
        .anyMatch(
            trouble ->
                trouble
                    .problem()
                    .message()
                    .equals(
                        "smtp/inet accepts connections and never answers: Dovecot does not listen"
                            + " at /var/spool/postfix/private/auth, which is to check the"
                            + " passwords"));
  }

  @Test
  void whoMayUseTheSocketWorks() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", SOCKET.formatted("postfix"));
    assertThat(state().is(State.WORKS)).isTrue();
  }

  @Test
  void aGroupThatIsNotAmongTheFilesLeavesItOpen() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", SOCKET.formatted("mail"));
    assertMayBeDead("no etc/group among the files tells whether postfix is in the group mail");
  }

  @Test
  void whatDovecotsFilesDoNotTellIsLeftOpen() throws Exception {
    write(directory, "etc/dovecot/dovecot.conf", "!include /srv/dovecot/more.conf\n");
    assertMayBeDead("etc/dovecot/dovecot.conf");
  }

  private void assertMayBeDead(String reason) throws Exception {
    Fact<State> state = state();
    assertThat(state.possibilities()).containsExactlyInAnyOrder(State.WORKS, State.DEAD);
    assertThat(((Fact.Unknown<State>) state).reason()).contains(reason);
    assertThat(read().problems())
        .anyMatch(
            trouble ->
                trouble
                    .problem()
                    .message()
                    .startsWith("smtp/inet perhaps accepts connections and never answers: "));
  }
}
