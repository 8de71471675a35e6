package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.State;
import dev.postern.source.MemoryTree;
import dev.postern.source.Problem;
import dev.postern.testing.TextTree;
import dev.postern.tls.HostTls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Addresses and networks in all the forms that Dovecot takes; each was given to doveconf or the
 * running server, of 2.3.19.1 and of 2.4.4.
 */
class AddressesTest {
  private static final String LOGIN =
      """
      protocols = imap
      ssl = no
      passdb {
        driver = static
        args = password=x
      }
      """;
  private static final String LOGIN_2_4 =
      """
      dovecot_config_version = 2.4.4
      dovecot_storage_version = 2.4.4
      protocols = imap
      ssl = no
      passdb static {
        password = x
      }
      """;

  /** As {@code doveconf -n} prints the head of the section. */
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "10.1.2.3/8, 10.1.2.3/8",
    "10.0.0.1/08, 10.0.0.1/8",
    "010.0.0.1, 10.0.0.1",
    "08.0.0.1, 8.0.0.1",
    "0377.1, 255.0.0.1",
    "10, 0.0.0.10",
    "10.1, 10.0.0.1",
    "10.256, 10.0.1.0",
    "127/8, 0.0.0.127/8",
    "10.0.0/24, 10.0.0.0/24",
    "0x0a.0.0.1, 10.0.0.1",
    "4294967295, 255.255.255.255",
    "::ffff:10.0.0.1, ::ffff:10.0.0.1",
    "::FFFF:a00:1, ::ffff:10.0.0.1",
    "::ffff:0:0/96, ::ffff:0.0.0.0/96",
    "::10.0.0.1, ::10.0.0.1",
    "::1:2, ::0.1.0.2",
    "::2, ::2",
    "::ffff:0:1.2.3.4, ::ffff:0:102:304",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    "2001:0DB8:0:0:0:0:0:1, 2001:db8::1",
    "[fe80::]/10, fe80::/10"
  })
  void filtersArePrintedAsDovecotReadsThem(String written, String printed) {
    String section = "remote " + written + " {\nmail_max_userip_connections = 7\n}\n";
    assertThat(read(LOGIN + section).print(false, Scope.GLOBAL))
        .contains("remote " + printed + " {");
    assertThat(read(LOGIN_2_4 + section).print(false, Scope.GLOBAL))
        .contains("remote " + printed + " {");
  }

  /**
   * Every host has its interface {@code lo}, with the number 1; of others the files do not tell.
   */
  @ParameterizedTest
  @CsvSource({
    "fe80::1%lo, fe80::1, fe80::1%lo",
    "fe80::1%1, fe80::1, fe80::1%lo",
    "fe80::1%lo/64, fe80::1/64, fe80::1%lo/64"
  })
  void theZoneOfTheHostsOwnInterfaceIsKnown(String written, String printed, String printedBy24) {
    String section = "local " + written + " {\nmail_max_userip_connections = 7\n}\n";
    assertThat(read(LOGIN + section).print(false, Scope.GLOBAL))
        .contains("local " + printed + " {");
    assertThat(read(LOGIN_2_4 + section).print(false, Scope.GLOBAL))
        .contains("local " + printedBy24 + " {");
  }

  /** doveconf looks for the filters around 10.0.0.7 and finds two that contradict each other. */
  @Test
  void aFilterIsInsideThoseOfItsAddressWhateverItsLength() {
    DovecotSettings settings =
        read(
            LOGIN
                + "remote 10.0.0.0/16 {\nssl = required\n}\nlocal_name a.test {\nssl = yes\n"
                + "remote 10.0.0.7/8 {\n}\n}\n");
    assertThat(settings.refusal().orElseThrow().message())
        .startsWith("Conflict in setting ssl found from filter at ");
  }

  /** gethostbyname() is asked for all else, which finds no address for some of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[10.0.0.1]",
        "4294967296",
        "1.2.3.4.5",
        "10.0.0.",
        "::1%",
        "fe80::1%eth0",
        "1::2::3"
      })
  void othersMayBeNamesOfHosts(String written) {
    DovecotSettings settings =
        read(LOGIN + "remote " + written + " {\nmail_max_userip_connections = 7\n}\n");
    assertThat(settings.problems()).extracting(Problem::kind).contains(Problem.Kind.UNRESOLVED);
  }

  /** What a client of 10.0.0.9 is told by 2.3.19.1 and by 2.4.4; its word ends a list. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.0/8           | 10.0.0.0/8  | 10.0.0.0/8  | WORKS
          10/8                 | 0.0.0.0/8   | 0.0.0.0/8   | WORKS
          10.9                 | 10.0.0.9/32 | 10.0.0.9/32 | WORKS
          0x0a.0.0.9           | 10.0.0.9/32 | 10.0.0.9/32 | WORKS
          0/0                  | 0.0.0.0/0   | 0.0.0.0/0   | WORKS
          10.0.0.9,,           | 10.0.0.9/32 | 10.0.0.9/32 | WORKS
          10.0.0.9\tfoo        | 10.0.0.9/32 | ''          | WORKS
          localhost            | ''          | ''          | DEAD
          [10.0.0.9] 10.0.0.9  | ''          | ''          | DEAD
          10.0.0.9/+8          | ''          | ''          | DEAD
          10.0.0.9/            | ''          | ''          | DEAD
          *                    | ''          | ''          | DEAD
          10.0.0.8;10.0.0.9    | ''          | ''          | DEAD
          fe80::1%lo           | ''          | fe80::1/128 | DEAD
          """)
  void aWordThatIsNoNetworkEndsTheListOfTrustedOnes(
      String list, String trusted, String trustedBy24, State state) {
    String setting = "login_trusted_networks = " + list + "\n";
    String allowed = "disable_plaintext_auth = no\n";
    Endpoint imap = imap(LOGIN + allowed + setting, Platforms.DEBIAN_12);
    assertThat(imap.state().is(state)).isTrue();
    assertThat(trusted(imap)).isEqualTo(trusted);
    assertThat(trusted(imap(LOGIN_2_4 + setting, Platforms.DOVECOT_2_4))).isEqualTo(trustedBy24);
  }

  /** 2.3.11 to 2.3.21.1 crash, for clients that come to the word. */
  @Test
  void theLoginProcessCrashesForWhoComesToAWordThatIsNoNetwork() {
    String text = LOGIN + "disable_plaintext_auth = no\nlogin_trusted_networks = ";
    Fact<State> after = imap(text + "10.0.0.0/8 localhost\n", Platforms.DEBIAN_12).state();
    assertThat(after.isKnown()).isFalse();
    Platform before = Platforms.of("2.3.10", Distribution.DEBIAN);
    assertThat(imap(text + "localhost\n", before).state().is(State.WORKS)).isTrue();
    Platform v22 = Platforms.of("2.2.36", Distribution.DEBIAN);
    assertThat(imap(text + "localhost\n", v22).state().is(State.WORKS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                  | *         | 4
          0.0                | *         | 4
          ::0                | ::        | 6
          [::0]              | ::        | 6
          0:0:0:0:0:0:0:0    | ::        | 6
          ::, 0              | *         | 4 6
          10.1               | 10.1      | 4
          127.1              | 127.1     | 4
          010.0.0.1          | 010.0.0.1 | 4
          """)
  void listensWhereTheServerDoes(String listen, String address, String families) {
    Endpoint imap = imap(LOGIN + "listen = " + listen + "\n", Platforms.DEBIAN_12);
    assertThat(imap.address().is(address)).isTrue();
    assertThat(imap.families().toOptional().orElseThrow())
        .containsExactlyElementsOf(
            List.of(families.split(" ", -1)).stream().map(Integer::valueOf).toList());
  }

  /** The server says {@code Address already in use} and ends. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *, 10.0.0.1            | true  | true
          ::, ::1                | true  | true
          0.0.0.0, *             | true  | true
          10.0.0.1 10.1          | true  | true
          10.0.0.1, 10.0.0.1     | true  | false
          *, ::                  | false | false
          *, ::1                 | false | false
          10.0.0.1, 10.0.0.2     | false | false
          """)
  void addressesThatAreInUseAlreadyStopTheServer(String listen, boolean by23, boolean by24) {
    String setting = "listen = " + listen + "\n";
    assertThat(isStopped(LOGIN + setting, Platforms.DEBIAN_12)).isEqualTo(by23);
    assertThat(isStopped(LOGIN_2_4 + setting, Platforms.DOVECOT_2_4)).isEqualTo(by24);
  }

  /** The server says {@code Invalid argument} and ends. */
  @ParameterizedTest
  @ValueSource(strings = {"::ffff:10.0.0.1", "::ffff:0.0.0.0", "fe80::1", "ff02::1", "ff05::1"})
  void addressesThatNoSocketOfIpv6TakesStopTheServer(String address) {
    String listener =
        "service imap-login {\ninet_listener imap {\naddress = %s\n}\n}\n".formatted(address);
    assertThat(isStopped(LOGIN + listener, Platforms.DEBIAN_12)).isTrue();
    assertThat(isStopped(LOGIN_2_4 + "listen = " + address + "\n", Platforms.DOVECOT_2_4)).isTrue();
  }

  @Test
  void listenersOfTwoServicesMayBeInEachOthersWay() {
    String own =
        """
        service imap-login {
          inet_listener x {
            port = 1143
            address = *
            %s
          }
        }
        service other {
          executable = imap-login
          inet_listener y {
            port = 1143
            address = 127.0.0.1
            %s
          }
        }
        """;
    String reuse = "reuse_port = yes";
    assertThat(isStopped(LOGIN + own.formatted("", ""), Platforms.DEBIAN_12)).isTrue();
    assertThat(isStopped(LOGIN + own.formatted(reuse, reuse), Platforms.DEBIAN_12)).isFalse();
  }

  private static boolean isStopped(String text, Platform platform) {
    MemoryTree tree = TextTree.of(Map.of("dovecot.conf", text));
    return DovecotPosture.read(tree, "dovecot.conf", platform).files().stream()
        .flatMap(file -> file.problems().stream())
        .anyMatch(problem -> problem.message().contains(" failed: "));
  }

  private static String trusted(Endpoint imap) {
    return String.join(
        " ",
        imap.authentication().trustedNetworks().toOptional().orElseThrow().prefixes().stream()
            .map(String::valueOf)
            .toList());
  }

  private static Endpoint imap(String text, Platform platform) {
    MemoryTree tree = TextTree.of(Map.of("dovecot.conf", text));
    return DovecotPosture.of(
            DovecotReader.read(tree, "dovecot.conf", platform), tree, new HostTls(tree, platform))
        .endpoints()
        .stream()
        .filter(endpoint -> endpoint.service().name().is("imap-login/imap"))
        .findFirst()
        .orElseThrow();
  }

  private static DovecotSettings read(String text) {
    return DovecotReader.read(
        TextTree.of(Map.of("dovecot.conf", text)),
        "dovecot.conf",
        text.startsWith("dovecot") ? Platforms.DOVECOT_2_4 : Platforms.DEBIAN_12);
  }
}
