package dev.postern.dovecot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.syntax.Template;
import dev.postern.net.Address;
import dev.postern.source.DirectoryTree;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import dev.postern.testing.Oracle;
import dev.postern.testing.Oracle.Answer;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The installed doveconf is asked the same question; every line must agree. */
class DoveconfDifferentialTest {
  private static final String VERSION = "2.3.19.1";

  /** Files that doveconf refuses at another line, and why. */
  private static final Map<String, String> REFUSED_ELSEWHERE =
      Map.of(
          "i-MSCP__imscp/configs/debian/dovecot/dovecot.conf",
          "a template: its {NAMES} are told as such, doveconf takes the first for a wrong number");

  @TempDir Path temp;

  @BeforeAll
  static void isOfTheVersionThatIsModelled() {
    Oracle.require("doveconf");
    Answer answer = Oracle.ask(List.of("doveconf", "-d"));
    if (!answer.out().startsWith("# " + VERSION + " ")) {
      Oracle.skip("doveconf is not " + VERSION);
    }
  }

  static Stream<Goldens.Golden> accepted() {
    return Goldens.all().filter(golden -> Boolean.TRUE.equals(golden.expected().get("accepted")));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void goldens(Goldens.Golden golden) throws IOException {
    compare(golden.folder().resolve("tree"), "dovecot.conf");
  }

  @Test
  void debiansOwnConfiguration() throws IOException {
    DirectoryTree tree = new DirectoryTree(Path.of("/"));
    DovecotSettings ours =
        DovecotReader.read(tree, "etc/dovecot/dovecot.conf", Platforms.DEBIAN_12);
    assertThat(ours.refused()).isFalse();
    for (boolean all : List.of(false, true)) {
      Answer theirs = Oracle.ask(List.of("doveconf", all ? "-a" : "-n"));
      assertThat(difference(ours.print(all, Scope.GLOBAL), theirs.out(), theirs.err())).isEmpty();
    }
  }

  /** Files of other people: the same verdict, and the same settings when it is good. */
  @Test
  void corpus() throws IOException {
    Path corpus = Oracle.shared("corpus");
    List<String> disagreements = new ArrayList<>();
    for (String kind : List.of("dovecot", "dovecot-templated")) {
      for (Path file : files(corpus.resolve(kind))) {
        String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (!text.contains("dovecot_config_version") && !Template.placeholder(text).isPresent()) {
          disagreements.add(disagreement(file));
        }
      }
    }
    assertThat(disagreements).hasSizeGreaterThan(50).allMatch(String::isEmpty);
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(Path::compareTo);
    return files;
  }

  /** Empty when both agree; what doveconf finds missing on its own machine stands in no file. */
  private static String disagreement(Path file) throws IOException {
    Answer theirs = Oracle.ask(List.of("doveconf", "-n", "-c", file.toRealPath().toString()));
    DovecotSettings ours =
        DovecotReader.read(
            new DirectoryTree(Path.of("/")),
            file.toRealPath().toString().substring(1),
            Platforms.DEBIAN_12);
    if (theirs.err().contains(": access(")) {
      return "";
    }
    if (ours.refused() != (theirs.status() != 0)) {
      return "%s: %s, we say %s".formatted(file, theirs.err(), ours.problems());
    }
    if (ours.refused()) {
      Problem mine = ours.refusal().orElseThrow();
      String told = "/%s line %d: %s".formatted(mine.file(), lineOf(mine), mine.message());
      boolean same = theirs.err().contains(told);
      boolean documented = REFUSED_ELSEWHERE.keySet().stream().anyMatch(file::endsWith);
      return same || documented ? "" : "%s: %s, we say %s".formatted(file, theirs.err(), told);
    }
    String difference = difference(ours.print(false, Scope.GLOBAL), theirs.out(), theirs.err());
    return difference.isEmpty() ? "" : file + ": " + difference;
  }

  private static int lineOf(Problem problem) {
    Span place = problem.place();
    return place == null ? 0 : place.line();
  }

  private void compare(Path folder, String main) throws IOException {
    DovecotSettings ours = DovecotReader.read(new DirectoryTree(folder), main, Platforms.DEBIAN_12);
    String conf = folder.resolve(main).toAbsolutePath().toString();
    for (boolean all : List.of(false, true)) {
      for (Scope scope : scopes()) {
        List<String> command = new ArrayList<>(List.of("doveconf", all ? "-a" : "-n", "-c", conf));
        scope.protocol().ifPresent(p -> command.addAll(List.of("-f", "protocol=" + p)));
        scope.local().ifPresent(p -> command.addAll(List.of("-f", "local=" + p.base())));
        scope.remote().ifPresent(p -> command.addAll(List.of("-f", "remote=" + p.base())));
        scope.localName().ifPresent(n -> command.addAll(List.of("-f", "lname=" + n)));
        Answer theirs = Oracle.ask(command);
        if (ours.conflict(scope).isPresent()) {
          assertThat(theirs.err()).contains("Conflict in setting");
        } else {
          assertThat(difference(ours.print(all, scope), theirs.out(), theirs.err()))
              .as(String.join(" ", command))
              .isEmpty();
        }
      }
    }
  }

  private static List<Scope> scopes() {
    Address server = Address.parse("10.200.0.1").orElseThrow();
    Address client = Address.parse("10.200.0.2").orElseThrow();
    return List.of(
        Scope.GLOBAL,
        Scope.of("imap"),
        Scope.of("pop3").withLocal(server).withRemote(client),
        Scope.of("imap").withLocal(server).withRemote(client),
        Scope.of("imap").withRemote(Address.parse("2001:db8::1").orElseThrow()),
        Scope.of("imap").withLocalName("mail.example.test"));
  }

  /** The first lines in which two outputs differ; empty when they agree. */
  static String difference(String ours, String theirs) {
    List<String> mine = settingsOf(ours);
    List<String> wanted = settingsOf(theirs);
    int line = 0;
    while (line < Math.min(mine.size(), wanted.size()) && mine.get(line).equals(wanted.get(line))) {
      line++;
    }
    return mine.equals(wanted)
        ? ""
        : "line %d: we print %s, doveconf %s"
            .formatted(
                line + 1,
                mine.subList(line, Math.min(line + 3, mine.size())),
                wanted.subList(line, Math.min(line + 3, wanted.size())));
  }

  /**
   * The same, without what managesieve has told doveconf where it has failed over what this machine
   * lacks.
   */
  static String difference(String ours, String theirs, String errors) {
    boolean told = !errors.contains("dump-capability process returned");
    return told ? difference(ours, theirs) : differenceWithoutTold(ours, theirs);
  }

  static String differenceWithoutTold(String ours, String theirs) {
    return difference(withoutTold(ours), withoutTold(theirs));
  }

  private static String withoutTold(String printed) {
    return printed.replaceAll("(?m)^ *managesieve_\\w+_capability = .*\n", "");
  }

  /** Comments are left out. */
  private static List<String> settingsOf(String printed) {
    return printed
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isEmpty())
        .map(DoveconfDifferentialTest::withoutSecret)
        .toList();
  }

  /** We hide a few more secrets than doveconf does. */
  static String withoutSecret(String line) {
    int sign = line.indexOf(" = ");
    boolean secret = sign > 0 && Secrets.isSecret(line.substring(0, sign).strip());
    return secret ? line.substring(0, sign + 3) + Secrets.HIDDEN : line;
  }
}
