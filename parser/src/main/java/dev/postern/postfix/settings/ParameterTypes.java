package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.postfix.syntax.HostName;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What programs check parameters for before they serve (parameter-types.tsv). */
public final class ParameterTypes {

  /**
   * A check.
   *
   * @param program {@code every} when all programs make it
   * @param kind {@code bool}, {@code int}, {@code long}, {@code time}, {@code nint}, {@code nbool},
   *     {@code text}, {@code one}, {@code some}, {@code hostname}, {@code single}, {@code level},
   *     {@code unprivileged}, {@code raw}
   * @param most the largest value, or the words that are taken
   */
  public record Check(
      String name, String program, String kind, String least, String most, String versions) {

    /** Whether the versions that are possible make it. */
    public Fact<Boolean> isMade(PossibleVersions possible) {
      Set<Boolean> answers = new LinkedHashSet<>();
      for (Version version : possible.versions()) {
        answers.add(isMade(version));
      }
      return answers.size() == 1
          ? Fact.known(answers.contains(true))
          : Fact.unknown(
              "versions of Postfix differ in whether they check %s; tell the version with --software postfix=VERSION"
                  .formatted(name));
    }

    private boolean isMade(Version version) {
      Parameters all = Parameters.all();
      return versions.isEmpty()
          ? all.row(name, version).isPresent()
          : Stream.of(versions.split(" ", -1))
              .anyMatch(range -> VersionRange.of(range).holds(all.covered(version)));
    }

    /** Why the program refuses a value; empty when it takes it. */
    public Optional<String> complaint(String value) {
      return switch (kind) {
        case "bool", "nbool" ->
            value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("no")
                ? Optional.empty()
                : bad("boolean (yes or no)", value);
        case "int", "nint" -> number(Numbers.integer(value), "numerical", value);
        case "long" -> number(Numbers.number(value), "numerical", value);
        case "time" -> number(Numbers.seconds(value, 's'), "time", value);
        case "one", "some" -> words(value);
        case "text" -> length(value);
        case "hostname" -> length(value).or(() -> hostName(value));
        case "unprivileged" -> length(value).or(() -> unprivileged(value));
        case "single" -> length(value).or(() -> single(value));
        case "level" -> Comparisons.levelComplaint(value);
        default -> Optional.empty();
      };
    }

    private Optional<String> bad(String what, String value) {
      return Optional.of(
          "bad %s value for %s: \"%s\""
              .formatted(what, name, Text.quoted(Secrets.masked(name, value))));
    }

    private Optional<String> number(Optional<Long> number, String what, String value) {
      if (number.isEmpty()) {
        return bad(what, value);
      }
      // A least value of nought is not looked at (mail_conf_int.c).
      if (!least.isEmpty() && !least.equals("0") && number.get() < Long.parseLong(least)) {
        return Optional.of("%s: %s is below the least value %s".formatted(name, value, least));
      }
      return most.isEmpty() || number.get() <= Long.parseLong(most)
          ? Optional.empty()
          : Optional.of("%s: %s is above the largest value %s".formatted(name, value, most));
    }

    private Optional<String> length(String value) {
      int length = value.getBytes(StandardCharsets.UTF_8).length;
      if (!least.isEmpty() && length < Integer.parseInt(least)) {
        return Optional.of("bad string length %d < %s: %s".formatted(length, least, name));
      }
      return most.isEmpty() || length <= Integer.parseInt(most)
          ? Optional.empty()
          : Optional.of("bad string length %d > %s: %s".formatted(length, most, name));
    }

    private Optional<String> hostName(String value) {
      return HostName.isValid(value)
          ? Optional.empty()
          : Optional.of(
              "parameter %s: bad parameter value: %s; it takes the name of a host"
                  .formatted(name, Text.quoted(value)));
    }

    private Optional<String> unprivileged(String value) {
      return value.equals("root")
          ? Optional.of("parameter %s: root is privileged".formatted(name))
          : Optional.empty();
    }

    private Optional<String> single(String value) {
      return value.chars().noneMatch(c -> ", \t\r\n".indexOf(c) >= 0)
          ? Optional.empty()
          : Optional.of(
              "%s parameter setting must not contain multiple values: %s"
                  .formatted(name, Text.quoted(value)));
    }

    private Optional<String> words(String value) {
      if (value.isEmpty()) {
        return least.equals("0")
            ? Optional.empty()
            : Optional.of("bad string length 0 < %s: %s".formatted(least, name));
      }
      List<String> taken = List.of(most.split(" ", -1));
      boolean good =
          kind.equals("one")
              ? taken.contains(Text.lower(value))
              : taken.containsAll(Text.elements(value));
      return good
          ? Optional.empty()
          : Optional.of(
              "bad value for %s: \"%s\"; it takes %s"
                  .formatted(name, Text.quoted(value), String.join(", ", taken)));
    }
  }

  private static final class Loaded {
    private static final ParameterTypes TYPES = new ParameterTypes();
  }

  private final Map<String, List<Check>> byProgram = new HashMap<>();
  private final Map<String, Check> raw = new HashMap<>();

  private ParameterTypes() {
    for (String[] row : DataFile.rows(ParameterTypes.class, "parameter-types.tsv", 6)) {
      Check check = new Check(row[0], row[1], row[2], row[3], row[4], row[5]);
      if (check.kind().equals("raw")) {
        raw.put(check.name(), check);
      } else {
        byProgram.computeIfAbsent(check.program(), name -> new ArrayList<>()).add(check);
      }
    }
  }

  public static ParameterTypes all() {
    return Loaded.TYPES;
  }

  /** The checks one program makes, those of every program left out. */
  public List<Check> of(String program) {
    return byProgram.getOrDefault(program, List.of());
  }

  /** Whether a value is taken as it is, without expansion. */
  boolean isRaw(String name) {
    return raw.containsKey(name);
  }
}
