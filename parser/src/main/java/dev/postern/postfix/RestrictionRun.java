package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One session's way through a service's restrictions (generic_checks() of smtpd_check.c). */
final class RestrictionRun {
  private static final int MAX_DEPTH = 100;

  /** What a restriction, or a list of them, comes to. */
  enum Status {
    GOES_ON,
    PERMITS,
    REJECTS,
    /** 451 for a fault of the configuration or a table; warn_if_reject does not soften it. */
    FAILS
  }

  private record Rule(int arguments, String effect) {}

  /** {@code restrictions.tsv}, read when the first list is evaluated, once for all. */
  private static final class Loaded {
    private static final Map<String, Rule> RULES = load();

    private static Map<String, Rule> load() {
      Map<String, Rule> rules = new HashMap<>();
      for (List<String> row : DataFile.rows("restrictions.tsv", 3)) {
        rules.put(row.get(0), new Rule(Integer.parseInt(row.get(1)), row.get(2)));
      }
      return Map.copyOf(rules);
    }
  }

  /** A restriction that nobody can evaluate from the files. */
  private record Doubt(String reason, boolean mayPermit, boolean mayReject) {}

  private final Scope scope;
  private final RelaySession session;
  private final Fact<Networks> trusted;
  private final Set<Origin> assumed = new LinkedHashSet<>();
  private boolean defers;

  RestrictionRun(Scope scope, RelaySession session, Fact<Networks> trusted) {
    this.scope = scope;
    this.session = session;
    this.trusted = trusted;
  }

  /** Whether a restriction took back any later permission. */
  boolean defers() {
    return defers;
  }

  /**
   * Whether a list lets the session pass: it permits, or ends without rejecting.
   *
   * @param table the access check that a bare {@code type:table} stands for; empty where smtpd
   *     answers 451 to one
   */
  Fact<Boolean> passes(Fact<String> list, String table) {
    return list.flatMap(
        text -> {
          List<Doubt> doubts = new ArrayList<>();
          Status status = run(Text.elements(text), table, doubts, 0);
          boolean passes = status == Status.GOES_ON || status == Status.PERMITS;
          for (Doubt doubt : doubts) {
            if (passes ? doubt.mayReject() : doubt.mayPermit()) {
              return Fact.unknown(doubt.reason());
            }
          }
          return Fact.known(passes, List.copyOf(assumed));
        });
  }

  private Status run(List<String> words, String table, List<Doubt> doubts, int depth) {
    boolean warns = false;
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at);
      String name = Text.lower(word);
      at++;
      Rule rule = Loaded.RULES.get(name);
      String argument = "";
      if (rule == null && isTable(word)) {
        rule = Loaded.RULES.get(table);
        argument = word;
      } else if (rule != null && rule.arguments() > 0) {
        argument = at < words.size() ? words.get(at) : "";
        at++;
      }
      if (rule != null && rule.effect().equals("warn")) {
        warns = true;
        continue;
      }
      Status status = status(word, rule, argument, table, doubts, depth);
      boolean softened = warns && status == Status.REJECTS;
      warns = false;
      if (status != Status.GOES_ON && !softened) {
        return status;
      }
    }
    return Status.GOES_ON;
  }

  private static boolean isTable(String word) {
    return word.indexOf(':') >= 0 || word.startsWith("{");
  }

  private Status status(
      String word,
      @Nullable Rule rule,
      String argument,
      String table,
      List<Doubt> doubts,
      int depth) {
    if (rule == null) {
      return ofClass(word, table, doubts, depth);
    }
    return switch (rule.effect()) {
      case "permit" -> Status.PERMITS;
      case "reject" -> Status.REJECTS;
      case "maybe-permit" -> doubt(doubts, word + " may let a stranger in", true, false);
      case "anything" ->
          doubt(doubts, "%s %s decides".formatted(word, Text.quoted(argument)), true, true);
      case "defer-later" -> deferLater();
      case "mynetworks" -> ofNetworks(doubts);
      case "naked-address" -> session.greetsAsAddress() ? Status.PERMITS : Status.GOES_ON;
      case "destination-permit" -> session.authorised() ? Status.PERMITS : Status.GOES_ON;
      case "destination-reject" -> session.authorised() ? Status.GOES_ON : Status.REJECTS;
      case "destination-both" -> session.authorised() ? Status.PERMITS : Status.REJECTS;
      case "helo" ->
          session.helo().isEmpty()
              ? Status.GOES_ON
              : ofTable(rule.effect(), argument, table, doubts, depth);
      case "client", "sender", "recipient" ->
          ofTable(rule.effect(), argument, table, doubts, depth);
      default -> Status.GOES_ON;
    };
  }

  private Status deferLater() {
    defers = true;
    return Status.GOES_ON;
  }

  private static Status doubt(
      List<Doubt> doubts, String reason, boolean mayPermit, boolean mayReject) {
    doubts.add(new Doubt(reason, mayPermit, mayReject));
    return Status.GOES_ON;
  }

  private Status ofNetworks(List<Doubt> doubts) {
    if (trusted instanceof Fact.Known<Networks> known) {
      return known.value().contains(session.client()) ? Status.PERMITS : Status.GOES_ON;
    }
    if (scope.written("mynetworks").isEmpty()) {
      assumed.add(
          new Origin.Assumption("a stranger is not in the networks of the host's own interfaces"));
      return Status.GOES_ON;
    }
    return doubt(doubts, ((Fact.Unknown<Networks>) trusted).reason(), true, false);
  }

  private Status ofClass(String word, String table, List<Doubt> doubts, int depth) {
    Fact<String> classes = scope.value("smtpd_restriction_classes");
    boolean isClass =
        Text.elements(classes.toOptional().orElse("")).contains(word) && depth < MAX_DEPTH;
    if (!isClass) {
      // smtpd answers 451 to a restriction it does not know.
      return classes.isKnown()
          ? Status.FAILS
          : doubt(doubts, "the restriction classes are not known", true, true);
    }
    Fact<String> list = scope.value(word);
    return list.isKnown()
        ? run(Text.elements(list.toOptional().orElse("")), table, doubts, depth + 1)
        : doubt(doubts, "the restriction class " + word + " is not known", true, true);
  }

  private Status ofTable(
      String by, String argument, String fallback, List<Doubt> doubts, int depth) {
    LookupTable table = scope.machine().table(Text.specification(argument));
    Fact<Lookup> answer =
        switch (by) {
          case "client" -> ofClient(table);
          case "helo" -> table.first(RelaySession.domainKeys(session.helo()));
          case "sender" -> table.first(RelaySession.addressKeys(session.sender()));
          default -> table.first(RelaySession.addressKeys(session.recipient()));
        };
    if (answer instanceof Fact.Unknown<Lookup> unknown) {
      return doubt(
          doubts, "check_%s_access decides, and %s".formatted(by, unknown.reason()), true, true);
    }
    Lookup found = answer.toOptional().orElse(Lookup.NOTHING);
    if (found instanceof Lookup.Found action) {
      return ofAction(action.value(), fallback, doubts, depth);
    }
    // smtpd answers 451 when it cannot ask a table.
    return found instanceof Lookup.Fails ? Status.FAILS : Status.GOES_ON;
  }

  /** The client's name is asked for first, then its address (check_namadr_access()). */
  private Fact<Lookup> ofClient(LookupTable table) {
    List<String> keys = session.clientKeys();
    Fact<Lookup> ofName = table.first(keys.subList(0, 1));
    return ofName.is(Lookup.NOTHING) ? table.first(keys.subList(1, keys.size())) : ofName;
  }

  /** What stands on a table's right-hand side (check_table_result() of smtpd_check.c). */
  private Status ofAction(String action, String table, List<Doubt> doubts, int depth) {
    List<String> words = Text.elements(action);
    String first = words.isEmpty() ? "" : Text.lower(words.get(0));
    boolean number = !first.isEmpty() && first.chars().allMatch(c -> c >= '0' && c <= '9');
    if (number && words.size() > 1 && first.length() == 3 && "45".indexOf(first.charAt(0)) >= 0) {
      return Status.REJECTS;
    }
    return switch (first) {
      case "ok", "relay", "" -> Status.PERMITS;
      case "dunno",
          "hold",
          "filter",
          "redirect",
          "prepend",
          "bcc",
          "warn",
          "info",
          "defer_if_reject" ->
          Status.GOES_ON;
      case "reject", "defer", "discard" -> Status.REJECTS;
      case "defer_if_permit" -> deferLater();
      default ->
          number
              ? Status.PERMITS
              : depth < MAX_DEPTH ? run(words, table, doubts, depth + 1) : Status.REJECTS;
    };
  }
}
