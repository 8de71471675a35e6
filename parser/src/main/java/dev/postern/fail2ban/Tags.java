package dev.postern.fail2ban;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code <name>} in the options of filters and actions: substituteRecursiveTags. */
final class Tags {
  /** MAX_TAG_REPLACE_COUNT of helpers.py. */
  private static final int MAX_COUNT = 25;

  private static final int MAX_LENGTH = 1 << 20;
  private static final Pattern TAG = Pattern.compile("<([^ <>]+)>");

  private Tags() {}

  /** Where a name that is no option of its own gets its value. */
  interface Fallback {
    Optional<Value> find(String name) throws Refused;
  }

  /**
   * All options with what they name replaced; a name without a value stays as it is.
   *
   * @param ignore names that are neither replaced nor looked into
   * @throws Refused when an option names itself
   */
  static Map<String, Value> replaced(
      Map<String, Value> options, Set<String> ignore, Fallback fallback) throws Refused {
    Map<String, Value> tags = new LinkedHashMap<>(options);
    Set<String> done = new HashSet<>(ignore);
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    boolean repeat = true;
    while (repeat) {
      repeat = false;
      for (String name : options.keySet()) {
        if (done.contains(name)) {
          continue;
        }
        Value old = tags.getOrDefault(name, Value.of(""));
        Map<String, Integer> count = counts.computeIfAbsent(name, key -> new HashMap<>());
        String text = once(name, old, tags, ignore, count, fallback);
        if (!text.equals(old.text())) {
          repeat |= TAG.matcher(text).find();
          tags.put(name, old.withText(text));
        }
        if (text.indexOf('<') < 0) {
          done.add(name);
        }
      }
    }
    return tags;
  }

  private static String once(
      String name,
      Value value,
      Map<String, Value> tags,
      Set<String> ignore,
      Map<String, Integer> count,
      Fallback fallback)
      throws Refused {
    String text = value.text();
    int from = 0;
    Matcher matcher = TAG.matcher(text);
    while (matcher.find(from)) {
      String tag = matcher.group(1);
      if (ignore.contains(tag)) {
        from = matcher.end();
        continue;
      }
      if (tag.equals(name) || count.getOrDefault(tag, 1) > MAX_COUNT) {
        throw new Refused("<" + tag + "> refers to itself", value.origins());
      }
      Value replacement = tags.get(tag);
      if (replacement == null) {
        Optional<Value> other = fallback.find(tag);
        if (other.isEmpty()) {
          from = matcher.end();
          continue;
        }
        replacement = other.get();
      }
      from = matcher.start();
      text = text.replace("<" + tag + ">", replacement.text());
      if (text.length() > MAX_LENGTH) {
        throw new Refused("it grows beyond what Postern follows", value.origins());
      }
      count.merge(tag, 1, Integer::sum);
      matcher = TAG.matcher(text);
    }
    return text;
  }
}
