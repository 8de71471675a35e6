package dev.postern.policy;

import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.Template;
import dev.postern.posture.Version;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The settings whose statements the changes replace, in the order of the policy. */
  List<String> settings() {
    return changes.values().stream()
        .flatMap(List::stream)
        .flatMap(change -> change.set().keySet().stream())
        .distinct()
        .toList();
  }

  /**
   * One change.
   *
   * @param when what it is good for
   * @param from the first version it is meant for; null for the oldest
   * @param before the first version it is no longer meant for; null when there is none
   * @param file the kind of file that it changes, as in {@link dev.postern.source.ReadFile#kind};
   *     empty for a packet filter
   * @param place where in the file a statement is to be added, such as {@code under the service};
   *     empty for anywhere
   * @param set settings and their new values
   * @param text what to do besides, or where no setting does it; null for nothing
   */
  public record Change(
      Condition when,
      @Nullable Version from,
      @Nullable Version before,
      String file,
      boolean onlyThere,
      String place,
      Map<String, String> set,
      @Nullable Template text) {
    public Change {
      set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }

    boolean fits(Version version) {
      return (from == null || version.compareTo(from) >= 0)
          && (before == null || version.compareTo(before) < 0);
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
