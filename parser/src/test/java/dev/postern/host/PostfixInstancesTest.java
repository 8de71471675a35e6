package dev.postern.host;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Host;
import dev.postern.posture.service.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several instances of Postfix on one host. */
class PostfixInstancesTest {
  private static final String WRAPPER =
      "multi_instance_wrapper = $command_directory/postmulti -p --\n";

  @TempDir Path directory;

  private void instance(String name, int port, String more) throws IOException {
    write(
        directory,
        "etc/" + name + "/main.cf",
        """
        compatibility_level = 3.6
        myhostname = host.example.com
        mynetworks = 127.0.0.1
        queue_directory = /var/spool/NAME
        data_directory = /var/lib/NAME
        """
                .replace("NAME", name)
            + more);
    write(directory, "etc/" + name + "/master.cf", port + " inet n - n - - smtpd\n");
  }

  private Host read() throws HostFinder.BadPath {
    return HostReader.read(new HostFinder().find(List.of(directory)).get(0), HostOptions.DEFAULT);
  }

  private List<Integer> postfixPorts(Host host) {
    return host.endpoints().stream()
        .map(endpoint -> endpoint.port().toOptional().orElseThrow())
        .distinct()
        .toList();
  }

  /** What {@code postmulti -l -a} of 3.7.11 answers for the same files is in its third column. */
  @Test
  void theInstancesThatArePostmultisAndEnabledAreJudged() throws Exception {
    instance(
        "postfix",
        25,
        WRAPPER + "multi_instance_directories = /etc/postfix-out, /etc/postfix-off\n");
    instance("postfix-out", 26, "multi_instance_enable = YES\nmulti_instance_name = postfix-out\n");
    instance("postfix-off", 27, "multi_instance_name = postfix-off\n");
    instance("postfix-other", 28, "multi_instance_enable = yes\n");
    Host host = read();
    assertThat(postfixPorts(host)).containsExactly(26);
    assertThat(host.problems())
        .extracting(trouble -> trouble.problem().toString())
        .containsExactly(
            "etc/postfix/main.cf:7:1: the instance in /etc/postfix is not enabled"
                + " (multi_instance_enable), so that it is not started and not judged",
            "etc/postfix/main.cf:7:1: the instance in /etc/postfix-off is not enabled"
                + " (multi_instance_enable), so that it is not started and not judged");
  }

  @Test
  void anInstanceAloneNeedsNotBeEnabled() throws Exception {
    instance("postfix", 25, "multi_instance_directories = ,\n");
    assertThat(postfixPorts(read())).containsExactly(25);
  }

  @Test
  void anInstanceThatIsNotThereIsNoSilence() throws Exception {
    instance(
        "postfix",
        25,
        WRAPPER
            + """
            multi_instance_enable = yes
            multi_instance_directories = /etc/postfix ../../postfix-out
            """);
    Host host = read();
    assertThat(postfixPorts(host)).containsExactly(25);
    assertThat(host.problems())
        .extracting(trouble -> trouble.problem().toString())
        .containsExactly(
            "etc/postfix/main.cf:8:1: the instance in ../../postfix-out is not among the files");
    assertThat(host.problems().get(0).problem().isError()).isTrue();
  }

  /**
   * Whether {@code postfix start} of 3.7.11, and of Debian's units {@code postmulti -i NAME -p
   * start}, start the two instances: yes, no, or unknown where the host does not tell which of the
   * two starts them.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "$command_directory/postmulti -p --| multi_instance_name = postfix-out | debian | yes",
        "$command_directory/postmulti -p --| multi_instance_name = postfix-out | fedora | yes",
        "| multi_instance_name = postfix-out | debian | yes",
        "| multi_instance_name = postfix-out | fedora | postfix start ends where multi_instance_wrapper is empty",
        "| multi_instance_name = postfix-out | | postfix start ends where multi_instance_wrapper is empty",
        "/bin/true| multi_instance_name = postfix-out | | what multi_instance_wrapper starts is not known: /bin/true",
        "/usr/sbin/postmulti -p --| multi_instance_name = main | debian | postmulti starts no instance: those in /etc/postfix and /etc/postfix-out have the same multi_instance_name, main",
        "/usr/sbin/postmulti -p --| queue_directory = /var/spool/postfix | debian | postmulti starts no instance: those in /etc/postfix and /etc/postfix-out have the same queue_directory, /var/spool/postfix",
        "/usr/sbin/postmulti -p --| data_directory = /var/lib/./postfix | | postmulti starts no instance: those in /etc/postfix and /etc/postfix-out have the same data_directory, /var/lib/./postfix"
      })
  void startAllOrNone(String wrapper, String more, String distribution, String started)
      throws Exception {
    String enabled = "multi_instance_enable = yes\n";
    instance(
        "postfix",
        25,
        enabled
            + "multi_instance_name = main\nmulti_instance_directories = /etc/postfix-out\n"
            + "multi_instance_wrapper = %s\n".formatted(wrapper == null ? "" : wrapper));
    instance("postfix-out", 26, enabled + more + "\n");
    if (distribution != null) {
      write(directory, "etc/os-release", "ID=%s\n".formatted(distribution));
    }
    Host host = read();
    assertThat(postfixPorts(host)).containsExactly(25, 26);
    if (started.equals("yes")) {
      assertThat(host.endpoints()).allMatch(endpoint -> endpoint.state().is(State.WORKS));
      assertThat(host.problems()).isEmpty();
    } else {
      assertThat(host.endpoints())
          .allSatisfy(endpoint -> assertThat(endpoint.state().toString()).contains(started));
      assertThat(host.problems())
          .extracting(trouble -> trouble.problem().message())
          .contains(started);
    }
  }
}
