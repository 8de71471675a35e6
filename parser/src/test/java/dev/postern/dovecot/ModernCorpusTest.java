package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.data.DataFile;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.source.DirectoryTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.Span;
import dev.postern.testing.Oracle;
import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files for Dovecot 2.4 that other people wrote, each included by a main file where it is none: the
 * verdict is that of doveconf 2.4.4, which is asked for itself and for what it prints where {@code
 * -Dpostern.dovecot-2.4=FOLDER} tells where it is installed.
 */
class ModernCorpusTest {
  private static final String ACCEPTED = "accepted";
  private static final String HEAD =
      "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n";

  @TempDir Path temp;

  /**
   * A file with doveconf's answer.
   *
   * @param line where it refuses the file, empty when it tells no line
   */
  record Told(String file, String line, String message) {}

  static Stream<Told> files() {
    return DataFile.rows(ModernCorpusTest.class, "corpus-2.4.tsv", 3).stream()
        .map(row -> new Told(row[0], row[1], row[2]));
  }

  @ParameterizedTest
  @MethodSource("files")
  void isTakenOrRefusedAsByDoveconf(Told told) throws IOException {
    DovecotSettings ours = ours(main(told));
    assertThat(ours.refused()).isEqualTo(!told.message().equals(ACCEPTED));
    if (ours.refused()) {
      Problem mine = ours.refusal().orElseThrow();
      assertThat(mine.message()).isEqualTo(told.message());
      int line = Optional.ofNullable(mine.place()).map(Span::line).orElse(0);
      assertThat(told.line()).isIn("", Integer.toString(line));
    } else {
      for (ReadFile file : ours.files()) {
        assertThat(file.coverage().unrecognised()).as(file.source().path()).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void doveconfSaysAndPrintsTheSame(Told told) throws IOException {
    Doveconf doveconf =
        new Doveconf(Doveconf.Build.of24(Oracle.given("postern.dovecot-2.4")), temp);
    Path main = main(told);
    int asked = doveconf.ask(List.of("-n", "-c", main.toString()));
    Answer theirs = doveconf.answers().get(asked);
    assertThat(theirs.status() == 0).isEqualTo(told.message().equals(ACCEPTED));
    if (theirs.status() == 0) {
      String printed = ours(main).print(false, Scope.GLOBAL);
      assertThat(
              DoveconfDifferentialTest.difference(
                  withoutFolders(printed), withoutFolders(theirs.out())))
          .isEmpty();
    } else {
      String line = told.line().isEmpty() ? "" : " line " + told.line();
      assertThat(theirs.err()).contains(line + ": " + told.message());
    }
  }

  /** Written out in full, a folder is one of its own for a program that was built elsewhere. */
  private static String withoutFolders(String printed) {
    return printed.replaceAll("(?m)^state_dir = .*\n", "");
  }

  private static DovecotSettings ours(Path main) throws IOException {
    return DovecotReader.read(
        new DirectoryTree(Path.of("/")), main.toString().substring(1), Platforms.DOVECOT_2_4);
  }

  /** What its packager would fill in is filled in. */
  private Path main(Told told) throws IOException {
    Path file = Oracle.shared("corpus").resolve(told.file()).toRealPath();
    String text = Files.readString(file);
    String whole =
        text.lines().anyMatch(line -> line.startsWith("dovecot_config_version"))
            ? text.replaceAll("PH_\\w*FACILITY", "mail")
                .replaceAll("PH_\\w+", "1000")
                .replaceAll("@\\w+@", "2.4.0")
            : HEAD + "!include " + file + "\n";
    return Files.writeString(temp.resolve("dovecot.conf"), whole).toRealPath();
  }
}
