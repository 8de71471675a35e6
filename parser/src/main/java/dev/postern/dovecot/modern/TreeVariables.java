package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Concatenation;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.DovecotParser;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Fact.Unknown;
import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code $SET:name} and {@code $ENV:NAME} in values of Dovecot 2.4 (config_write_keyvariable()). A
 * setting is looked up once everything has been read; one that names itself, at once.
 */
final class TreeVariables {
  static final String SET = "$SET:";
  private static final String ENV = "$ENV:";

  /** In characters, of a value after expansion. */
  private static final int LONGEST = 1 << 16;

  private static final String NOT_YET = "not all settings are read yet";

  private final TreeLookup lookup;
  private final List<String> chain = new ArrayList<>();

  TreeVariables(TreeLookup lookup) {
    this.lookup = lookup;
  }

  /**
   * Whether a value's meaning depends on settings that may still change.
   *
   * @param key as the statement has it
   */
  static boolean isLate(String key, String value) {
    List<String> words = DovecotParser.words(value);
    return words.stream().anyMatch(TreeVariables::isSet) && !words.contains(SET + key);
  }

  static boolean isSet(String word) {
    return word.startsWith(SET);
  }

  /** Whether a word stands for something else. */
  static boolean isVariable(String word) {
    return isSet(word) || word.startsWith(ENV);
  }

  /** What a statement is taken for until everything is read. */
  static Written late(String text, Origin.Setting origin) {
    return new Written(text, Fact.unknown(NOT_YET, origin), origin);
  }

  /** Whether a value of a statement waits for the settings it names. */
  static boolean isLate(Written written) {
    return written.value() instanceof Unknown<String> unknown && unknown.reason().equals(NOT_YET);
  }

  /** What the server takes a statement for once everything is read. */
  Fact<String> resolved(List<TreeKey> at, String key, Written written) {
    return isLate(written)
        ? expand(at, key, written.text(), written.origin())
            .value()
            .because(List.of(written.origin()))
        : written.value();
  }

  /**
   * What doveconf -n makes of a value: it replaces at once where the setting is named itself.
   *
   * @param key as the statement has it
   */
  Expanded itself(List<TreeKey> at, String key, String value, Origin origin) {
    chain.add(key);
    Expanded result =
        joined(
            DovecotParser.words(value),
            word -> word.equals(SET + key) ? word(at, word, origin) : known(word, origin),
            origin);
    chain.remove(chain.size() - 1);
    return result;
  }

  /** A value with its variables replaced, and why the server refuses it, if it does. */
  record Expanded(Fact<String> value, Optional<String> refusal) {}

  private static Expanded joined(
      List<String> words, Function<String, Expanded> meaning, Origin origin) {
    Concatenation result = new Concatenation(new Concatenation.Room(LONGEST));
    Optional<String> refusal = Optional.empty();
    for (int i = 0; i < words.size() && refusal.isEmpty(); i++) {
      Expanded word = meaning.apply(words.get(i));
      result.add(i == 0 ? "" : " ");
      result.add("", word.value());
      refusal = result.isTooLong() ? Optional.of(Concatenation.TOO_LONG) : word.refusal();
    }
    return new Expanded(result.value().because(List.of(origin)), refusal);
  }

  /**
   * Replaces the variables of a value.
   *
   * @param at the sections it stands in, from the outside in
   */
  Expanded expand(List<TreeKey> at, String key, String value, Origin origin) {
    if (chain.contains(key)) {
      return unknown("Chained $SET:" + key + " loops back to itself", origin);
    }
    chain.add(key);
    Expanded result = joined(DovecotParser.words(value), word -> word(at, word, origin), origin);
    chain.remove(chain.size() - 1);
    return result;
  }

  /** One word of a value or list, which stands for itself when it is no variable. */
  Expanded word(List<TreeKey> at, String word, Origin origin) {
    if (word.startsWith(ENV)) {
      return new Expanded(
          Fact.unknown(
              "the environment variable %s of the server is not in the files"
                  .formatted(word.substring(ENV.length())),
              origin),
          Optional.empty());
    }
    if (!isSet(word)) {
      return known(word, origin);
    }
    String path = word.substring(SET.length());
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    List<TreeKey> from = slash < 0 ? at : lookup.keys(path.substring(0, slash));
    if (slash >= 0 && !lookup.exists(from)) {
      return unknown(
          "Failed to expand %s: Unknown filter path: %s".formatted(word, path.substring(0, slash)),
          origin);
    }
    Optional<TreeSetting> setting = lookup.table().find(name);
    if (setting.isEmpty()) {
      return unknown("Failed to expand %s: Unknown setting: %s".formatted(word, name), origin);
    }
    if (setting.get().isList() || setting.get().isFilter()) {
      return unknown(
          "Failed to expand %s: Setting type can't be expanded to string".formatted(word), origin);
    }
    return around(from, setting.get(), path);
  }

  /** The value of a setting in a section, else of the sections around it, else the default. */
  Fact<String> around(List<TreeKey> from, TreeSetting setting) {
    return around(from, setting, setting.key()).value();
  }

  private Expanded around(List<TreeKey> from, TreeSetting setting, String path) {
    String name = setting.key();
    for (int size = from.size(); size >= 0; size--) {
      List<TreeKey> at = from.subList(0, size);
      Optional<Written> written = lookup.heldAt(at, name);
      if (written.isPresent()) {
        Origin.Setting origin = written.get().origin();
        return isLate(written.get())
            ? expand(at, path, written.get().text(), origin)
            : new Expanded(written.get().value(), Optional.empty());
      }
      Optional<String> preset = lookup.presets().value(at, name);
      if (preset.isPresent()) {
        Origin origin = lookup.origin(name, preset.get());
        return DovecotParser.words(preset.get()).stream().anyMatch(TreeVariables::isVariable)
            ? expand(at, path, preset.get(), origin)
            : known(preset.get(), origin);
      }
    }
    // Of a setting with certain words it takes all of them (config_export_type()); of others what
    // the program has, whatever the configuration's version.
    String fallback = setting.type() == SettingType.WORDS ? setting.words() : lookup.own(setting);
    return known(fallback, lookup.origin(name, fallback));
  }

  private static Expanded known(String text, Origin origin) {
    return new Expanded(Fact.known(text, origin), Optional.empty());
  }

  private static Expanded unknown(String why, Origin origin) {
    return new Expanded(Fact.unknown(why, origin), Optional.of(why));
  }
}
