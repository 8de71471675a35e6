package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the lists of one smtpd hold a restriction that turns foreign mail away; it does not start
 * otherwise (has_required() of smtpd_check.c).
 */
public final class RequiredRestriction {
  private static final Set<String> REQUIRED =
      Set.of(
          "reject_unauth_destination",
          "defer_unauth_destination",
          "reject",
          "defer",
          "defer_if_permit",
          "check_relay_domains");

  /** More classes within each other than anybody writes, and than the stack here has room for. */
  private static final int MAX_DEPTH = 1_000;

  /** What a search comes to. */
  public enum Result {
    FOUND,
    NONE,
    /** A restriction class leads back to itself before anything is found: the stack overflows. */
    ENDLESS
  }

  private final Scope scope;
  private final List<String> classes;
  private final Set<String> begun = new HashSet<>();
  private final Set<String> done = new HashSet<>();

  private RequiredRestriction(Scope scope) {
    this.scope = scope;
    this.classes = Text.elements(scope.value("smtpd_restriction_classes").toOptional().orElse(""));
  }

  /** The search through both lists: the second is looked at where the first holds none. */
  public static Fact<Result> of(Scope scope) {
    return in(scope, "smtpd_recipient_restrictions")
        .flatMap(
            found ->
                found == Result.NONE ? in(scope, "smtpd_relay_restrictions") : Fact.known(found));
  }

  private static Fact<Result> in(Scope scope, String list) {
    return scope.value(list).map(text -> new RequiredRestriction(scope).search(text));
  }

  private Result search(String text) {
    List<String> words = Text.elements(text);
    for (int at = 0; at < words.size(); at++) {
      String word = Text.lower(words.get(at));
      if (word.equals("warn_if_reject") && at + 1 < words.size()) {
        at++;
        continue;
      }
      if (word.equals("permit")) {
        return Result.NONE;
      }
      if (REQUIRED.contains(word)) {
        return Result.FOUND;
      }
      Result inside = ofClass(words.get(at));
      if (inside != Result.NONE) {
        return inside;
      }
    }
    return Result.NONE;
  }

  /** A class in which nothing was found holds nothing where it comes again. */
  private Result ofClass(String name) {
    if (!classes.contains(name) || done.contains(name)) {
      return Result.NONE;
    }
    if (!begun.add(name) || begun.size() - done.size() > MAX_DEPTH) {
      return Result.ENDLESS;
    }
    Result result = search(scope.value(name).toOptional().orElse(""));
    done.add(name);
    return result;
  }
}
