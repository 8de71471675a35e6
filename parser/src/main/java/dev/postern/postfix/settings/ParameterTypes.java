package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Secrets;
import dev.postern.postfix.syntax.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What programs check parameters for before they serve (parameter-types.tsv). */
public final class ParameterTypes {

  /**
   * A check.
   *
   * @param program {@code every} when all programs make it
   * @param kind {@code bool}, {@code int}, {@code long}, {@code time}, {@code nint}, {@code nbool},
   *     {@code text}, {@code raw}
   */
  public record Check(String name, String program, String kind, String least, String most) {

    /** Why the program refuses a value; empty when it takes it. */
    public Optional<String> complaint(String value) {
      boolean good =
          switch (kind) {
            case "bool", "nbool" -> value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("no");
            case "int", "nint", "long" -> Numbers.integer(value).isPresent();
            case "time" -> Numbers.seconds(value, 's').isPresent();
            default -> true;
          };
      if (!good) {
        return Optional.of(
            "bad %s value for %s: \"%s\""
                .formatted(word(), name, Text.quoted(Secrets.masked(name, value))));
      }
      return least.isEmpty() ? Optional.empty() : outOfRange(value);
    }

    private Optional<String> outOfRange(String value) {
      if (kind.equals("text")) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        return length < Integer.parseInt(least)
            ? Optional.of("bad string length %d < %s: %s".formatted(length, least, name))
            : Optional.empty();
      }
      long number =
          kind.equals("time")
              ? Numbers.seconds(value, 's').orElse(0L)
              : Numbers.integer(value).orElse(0L);
      if (number < Long.parseLong(least)) {
        return Optional.of("%s: %s is below the least value %s".formatted(name, value, least));
      }
      if (!most.isEmpty() && number > Long.parseLong(most)) {
        return Optional.of("%s: %s is above the largest value %s".formatted(name, value, most));
      }
      return Optional.empty();
    }

    private String word() {
      return switch (kind) {
        case "bool", "nbool" -> "boolean (yes or no)";
        case "time" -> "time";
        default -> "numerical";
      };
    }
  }

  private static final class Loaded {
    private static final ParameterTypes TYPES = new ParameterTypes();
  }

  private final Map<String, List<Check>> byProgram = new HashMap<>();
  private final Map<String, Check> raw = new HashMap<>();

  private ParameterTypes() {
    for (String[] row : DataFile.rows(ParameterTypes.class, "parameter-types.tsv", 5)) {
      Check check = new Check(row[0], row[1], row[2], row[3], row[4]);
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
