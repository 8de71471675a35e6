package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.service.Version;
import dev.postern.posture.tls.Group;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of groups by the versions of OpenSSL that read them (ssl/t1_lib.c of 3.0 and 3.5). */
class GroupListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3.0 | X25519:P-256                                  | x25519 secp256r1
          3.0 | X25519:X25519                                 | refused
          3.0 | X25519:P-999                                  | refused
          3.0 | ?X25519                                       | refused
          3.0 | X25519/P-256                                  | refused
          3.3 | ?X25519MLKEM768:X25519                        | x25519
          3.3 | *X25519                                       | refused
          3.5 | X25519MLKEM768:X25519                         | X25519MLKEM768 x25519
          3.5 | ?*X25519MLKEM768 / ?*X25519:?secp256r1 / ?foo | X25519MLKEM768 x25519 secp256r1
          3.5 | X25519:x25519                                 | x25519
          3.5 | SECP384R1:p-256                               | secp384r1 secp256r1
          3.5 | X25519:P-256:-X25519                          | secp256r1
          3.5 | -P-256:X25519                                 | x25519
          3.5 | X25519:-X25519                                | refused
          3.5 | **X25519                                      | refused
          3.5 | X25519:*                                      | refused
          3.5 | X25519//P-256                                 | refused
          3.5 | foo:X25519                                    | refused
          3.5 | ?DEFAULT                                      | refused
          3.5 | DEFAULT:-X25519MLKEM768:-x448                 | x25519 secp256r1 secp384r1 secp521r1 ffdhe2048 ffdhe3072
          """)
  void readsThemAsItsVersionDoes(String version, String list, String groups) {
    String read =
        Groups.list(list, Version.of(version))
            .map(found -> String.join(" ", found.stream().map(Group::name).toList()))
            .orElse("refused");

    assertThat(List.of(read.split(" ", -1)))
        .containsExactlyElementsOf(List.of(groups.split(" ", -1)));
  }
}
