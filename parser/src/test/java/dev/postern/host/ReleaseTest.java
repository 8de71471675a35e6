package dev.postern.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files as base-files, lsb-release and redhat-release have them. */
class ReleaseTest {
  private static final HostOptions OPTIONS =
      new HostOptions(Map.of(), Networks.ANY, () -> LocalDate.of(2026, 11, 26));
  private static final String OF_UBUNTU =
      """
      DISTRIB_ID=Ubuntu
      DISTRIB_RELEASE=22.04
      DISTRIB_CODENAME=jammy
      DISTRIB_DESCRIPTION="Ubuntu 22.04.5 LTS"
      """;

  @Test
  void osReleaseNamesIt() {
    Platform rocky =
        platform(
            "usr/lib/os-release",
            """
            NAME="Rocky Linux"
            VERSION="9.4 (Blue Onyx)"
            ID="rocky"
            ID_LIKE="rhel centos fedora"
            VERSION_ID="9.4"
            """);

    assertThat(openssl(rocky)).containsExactly("3.0");
    assertThat(rocky.distribution().is(Distribution.RED_HAT)).isTrue();
  }

  @Test
  void updatesOfAReleaseLeaveSeveral() {
    Platform stream = platform("etc/redhat-release", "CentOS Stream release 9\n");

    assertThat(openssl(stream)).containsExactly("3.0", "3.2", "3.5");
    assertThat(stream.version(SoftwareName.OPENSSL).isKnown()).isFalse();
  }

  @Test
  void etcAloneNamesIt() {
    assertThat(openssl(platform("etc/debian_version", "12.8\n"))).containsExactly("3.0");
    assertThat(
            openssl(platform("etc/redhat-release", "Rocky Linux release 8.10 (Green Obsidian)\n")))
        .containsExactly("1.1.1");
    assertThat(
            openssl(platform("etc/debian_version", "bookworm/sid\n", "etc/lsb-release", OF_UBUNTU)))
        .containsExactly("3.0");
  }

  @Test
  void aDerivativeIsBuiltLikeItsOriginal() {
    Platform raspbian = platform("etc/os-release", "ID=raspbian\nID_LIKE=debian\nVERSION_ID=12\n");

    assertThat(raspbian.distribution().is(Distribution.DEBIAN)).isTrue();
    assertThat(openssl(raspbian)).isEmpty();
  }

  @Test
  void whatIsNotKnownStaysSo() {
    for (String text : List.of("", "ID=\n", "ID=gentoo\n", "VERSION_ID=12\n", "ID=debian\n")) {
      assertThat(openssl(platform("etc/os-release", text))).as(text).isEmpty();
    }
    assertThat(platform("etc/os-release", "ID=gentoo\n").distribution().isKnown()).isFalse();
    assertThat(openssl(platform("etc/redhat-release", "release\n"))).isEmpty();
  }

  @Test
  void packagesAndOptionsTellBetter() {
    String dpkg =
        """
        Package: libssl3
        Status: install ok installed
        Version: 3.0.17-1~deb12u2
        """;
    Platform told = platform("etc/debian_version", "11.3\n", "var/lib/dpkg/status", dpkg);

    assertThat(openssl(told)).containsExactly("3.0.17");
  }

  @Test
  void packagesTellOfPigeonhole() {
    String dovecot =
        """
        Package: dovecot-core
        Status: install ok installed
        Version: 1:2.4.4-1
        """;
    String removed =
        """

        Package: dovecot-sieve
        Status: deinstall ok config-files
        Version: 1:2.4.4-1
        """;
    String file = "var/lib/dpkg/status";

    assertThat(platform(file, dovecot + removed).pigeonhole().is(false)).isTrue();
    assertThat(
            platform(
                    file,
                    dovecot + removed.replace("deinstall ok config-files", "install ok installed"))
                .pigeonhole()
                .is(true))
        .isTrue();
    assertThat(platform(file, removed).pigeonhole().isKnown()).isFalse();
    assertThat(
            platform(
                    "lib/apk/db/installed",
                    "P:dovecot\nV:2.4.4-r0\n\nP:dovecot-pigeonhole-plugin\nV:2.4.4-r0\n")
                .pigeonhole()
                .is(true))
        .isTrue();
  }

  private static Platform platform(String... files) {
    Map<String, byte[]> tree = new HashMap<>();
    for (int i = 0; i < files.length; i += 2) {
      tree.put(files[i], files[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return HostReader.platform(new MemoryTree(tree), OPTIONS);
  }

  private static List<String> openssl(Platform platform) {
    Fact<Version> version = platform.version(SoftwareName.OPENSSL);
    return version.possibilities().stream().map(Version::toString).toList();
  }
}
