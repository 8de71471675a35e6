package dev.postern.postfix.table;

import com.google.re2j.Matcher;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.postfix.syntax.Text;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A table of patterns, asked rule by rule: {@code regexp:}, {@code pcre:}. */
record PatternTable(String spec, List<PatternRules.Rule> rules) implements LookupTable {
  private static final int MAX_KEYS = 100;

  static LookupTable of(String spec, List<TableLine> lines, PatternSyntax syntax) {
    return new PatternTable(Text.quoted(spec), PatternRules.of(lines, syntax));
  }

  @Override
  public Fact<Lookup> find(String key) {
    if (key.indexOf('\n') >= 0) {
      return Fact.unknown("a key with a line end is asked of " + spec);
    }
    // Postfix compares bytes.
    String bytes = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Set<Lookup> possible = new LinkedHashSet<>();
    int at = 0;
    while (at < rules.size()) {
      if (rules.get(at) instanceof PatternRules.If block) {
        Fact<Boolean> enters = holds(block.condition(), bytes);
        if (!enters.isKnown()) {
          return unknown(block.origins());
        }
        at = enters.is(true) ? at + 1 : block.end();
        continue;
      }
      PatternRules.Match rule = (PatternRules.Match) rules.get(at);
      Fact<Boolean> matches = Fact.known(true);
      for (PatternRules.Condition condition : rule.conditions()) {
        matches = Fact.and(matches, holds(condition, bytes));
      }
      if (matches.is(true) && !rule.tellsResult()) {
        return unknown(rule.origins());
      }
      if (matches.is(true)) {
        Lookup found = new Lookup.Found(result(rule, bytes));
        return possible.isEmpty()
            ? Fact.known(found, rule.origins())
            : oneOf(possible, found, rule.origins());
      }
      if (!matches.isKnown()) {
        if (rule.result().groups() > 0) {
          return unknown(rule.origins());
        }
        possible.add(new Lookup.Found(rule.result().text(group -> "")));
      }
      at++;
    }
    return possible.isEmpty()
        ? Fact.known(Lookup.NOTHING)
        : oneOf(possible, Lookup.NOTHING, List.of());
  }

  private static Fact<Boolean> holds(PatternRules.Condition condition, String key) {
    return condition
        .pattern()
        .map(compiled -> Fact.known(compiled.pattern().matcher(key).find() == condition.matches()))
        .orElseGet(() -> Fact.unknown("pattern"));
  }

  private static String result(PatternRules.Match rule, String key) {
    if (rule.result().groups() == 0) {
      return rule.result().text(group -> "");
    }
    Matcher matcher = rule.conditions().get(0).pattern().orElseThrow().pattern().matcher(key);
    if (!matcher.find()) {
      throw new IllegalStateException("the pattern matched a moment ago");
    }
    String text =
        rule.result()
            .text(
                group -> {
                  String part = matcher.group(group);
                  return part == null ? "" : part;
                });
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private Fact<Lookup> oneOf(Set<Lookup> possible, Lookup last, List<Origin> origins) {
    possible.add(last);
    return Fact.oneOf(possible, reason(), origins);
  }

  private Fact<Lookup> unknown(List<Origin> origins) {
    return Fact.unknown(reason(), origins);
  }

  private String reason() {
    return spec + " holds a pattern that Postern cannot evaluate";
  }

  @Override
  public boolean takesParts() {
    return false;
  }

  /** Addresses for which a pattern matches, and the first parts of addresses. */
  @Override
  public List<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (PatternRules.Rule rule : rules) {
      if (rule instanceof PatternRules.Match match && keys.size() < MAX_KEYS) {
        PatternRules.Condition first = match.conditions().get(0);
        if (first.matches() && first.pattern().isPresent()) {
          for (String example : first.pattern().get().examples().texts()) {
            String text = Text.lower(example);
            int at = text.indexOf('@');
            keys.add(at == 0 ? "someone" + text : text);
            keys.add((at < 0 ? text : at == 0 ? "someone" : text.substring(0, at)) + "@");
          }
        }
      }
    }
    return List.copyOf(keys);
  }

  @Override
  public Fact<Networks> clients() {
    return rules.isEmpty()
        ? Fact.known(Networks.NONE)
        : Fact.unknown(spec + " describes addresses by patterns");
  }
}
