package dev.postern.policy;

import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.Template;
import dev.postern.posture.service.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How to make a rule pass, for every software it speaks of.
 *
 * @param text one sentence, without its full stop
 * @param changes by software, {@code firewall} for every packet filter
 */
public record FixPlan(Template text, Map<String, List<Change>> changes) {
  public FixPlan {
    changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
  }

  /** Whether one of the changes replaces a statement, and at which place of that change. */
  OptionalInt place(String statement) {
    int first = Integer.MAX_VALUE;
    for (List<Change> list : changes.values()) {
      for (Change change : list) {
        int place = 0;
        for (Map.Entry<String, NewValue> wanted : change.set().entrySet()) {
          if (wanted.getValue().replaces(statement, wanted.getKey())) {
            first = Math.min(first, place);
          }
          place++;
        }
      }
    }
    return first == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(first);
  }

  /**
   * A setting's new value.
   *
   * @param old the value it replaces; empty for any
   */
  public record NewValue(String value, String old) {
    boolean replaces(String statement, String setting) {
      return StatementText.name(statement).equals(setting)
          && (old.isEmpty() || StatementText.value(statement).equals(old));
    }

    /** The value. */
    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * One change.
   *
   * @param when what it is good for
   * @param from the first versions it is meant for; null for all
   * @param before the first versions it is no longer meant for; null when there is none
   * @param file the kind of file that it changes, as in {@link dev.postern.source.ReadFile#kind};
   *     empty for a packet filter
   * @param place where in the file a statement is to be added, such as {@code under the service};
   *     empty for anywhere
   * @param set settings and their new values
   * @param text what to do besides, or where no setting does it; null for nothing
   */
  public record Change(
      Condition when,
      @Nullable Releases from,
      @Nullable Releases before,
      String file,
      boolean onlyThere,
      String place,
      Map<String, NewValue> set,
      @Nullable Template text) {
    public Change {
      set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }

    /** Whether it is meant for a version. */
    public boolean fits(Version version) {
      return (from == null || from.include(version))
          && (before == null || !before.include(version));
    }

    /** {@code (2.4 and later)} after a blank, or nothing. */
    public String versions() {
      if (from != null && before != null) {
        return " (" + from + " up to, not including, " + before + ")";
      }
      return from != null
          ? " (" + from + " and later)"
          : before != null ? " (before " + before + ")" : "";
    }
  }
}
