package dev.postern.dovecot.modern;

import dev.postern.dovecot.modern.TreePaths.Place;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingType.Reading;
import dev.postern.dovecot.syntax.DovecotParser;
import dev.postern.dovecot.syntax.RawValue;
import dev.postern.dovecot.syntax.Statement.Form;
import dev.postern.dovecot.syntax.Template;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives settings of Dovecot 2.4 their values: where they stand, whether their type takes the value
 * (config_apply_line_full() and config_apply_exact_line()).
 */
final class TreeAssign {
  /** These are numbers of 64 bits, which have no word for the greatest (SET_UINTMAX). */
  private static final String ANY_NUMBER = "metric_group_by_method_linear_";

  private static final Set<SettingType> MAY_BE_UNLIMITED =
      Set.of(
          SettingType.UINT,
          SettingType.OCTAL,
          SettingType.TIME,
          SettingType.MILLISECONDS,
          SettingType.SIZE);
  private static final Set<String> NOT_IN_GROUPS =
      Set.of("import_environment", "base_dir", "dovecot_storage_version");

  private final TreeLookup lookup;
  private final TreeNode.Counter counter;

  TreeAssign(TreeLookup lookup, TreeNode.Counter counter) {
    this.lookup = lookup;
    this.counter = counter;
  }

  /** What became of an assignment. */
  sealed interface Result {}

  /**
   * The setting has its value.
   *
   * @param refusalAtStart why the server refuses it, though doveconf -n does not
   */
  record Done(TreeSetting setting, Place place, Optional<String> refusalAtStart)
      implements Result {}

  /** Dovecot refuses it. */
  record Refused(String message) implements Result {}

  /**
   * Sets a value.
   *
   * @param from the section that is open
   * @param path the setting, or a path to it, as written
   * @param written the key as the statement has it, for messages
   */
  Result set(TreeNode from, String path, String written, RawValue raw, Origin.Setting origin) {
    Optional<Place> opened = lookup.paths().open(from, path, counter);
    if (opened.isEmpty()) {
      return new Refused("sections are nested more than " + TreePaths.MAX_DEPTH + " deep");
    }
    TreeNode node = opened.get().node();
    String key = opened.get().key();
    Optional<TreeSetting> setting = lookup.paths().setting(node.key(), opened.get().setting());
    if (setting.isEmpty()) {
      return new Refused(written + ": " + UnknownSetting.message(lookup.table(), node.key(), key));
    }
    int slash = key.indexOf('/');
    String entry = slash < 0 ? "" : key.substring(slash);
    Place place = new Place(node, setting.get().key() + entry);
    TreeVariables variables = new TreeVariables(lookup);
    if (raw.form() == Form.VARIABLE) {
      Optional<String> atOnce =
          variables.itself(node.keys(), written, raw.text(), origin).refusal();
      if (atOnce.isPresent()) {
        return new Refused(atOnce.get());
      }
    }
    Optional<String> atStart = refusalAtStart(place, written, raw, origin);
    Optional<String> refusal = apply(setting.get(), place, written, raw, origin);
    return refusal.isPresent()
        ? new Refused(written + ": " + refusal.get())
        : new Done(
            setting.get(),
            place,
            atStart.or(
                () -> refusalReplaced(setting.get(), node).map(why -> written + ": " + why)));
  }

  /** What doveconf -n does not check since a variable is in it, the server does. */
  private static Optional<String> refusalReplaced(TreeSetting setting, TreeNode node) {
    Written now = node.values().get(setting.key());
    return now == null || isChecked(now.text())
        ? Optional.empty()
        : now.value()
            .toOptional()
            .filter(text -> !text.contains("%{"))
            .flatMap(text -> refusal(setting, text));
  }

  /** setting_value_can_check(), quotes or not. */
  private static boolean isChecked(String text) {
    return !text.contains("%{") && !text.contains("$SET:") && !text.contains("$ENV:");
  }

  private Optional<String> refusalAtStart(
      Place place, String written, RawValue raw, Origin origin) {
    return raw.form() == Form.VARIABLE
        ? new TreeVariables(lookup)
            .expand(place.node().keys(), written, raw.text(), origin)
            .refusal()
            .filter(why -> !why.startsWith("Chained"))
        : Optional.empty();
  }

  private Optional<String> apply(
      TreeSetting setting, Place place, String written, RawValue raw, Origin.Setting origin) {
    if (setting.type() == SettingType.ALIAS) {
      return Optional.of("Dovecot 2.4 stops here with a panic; write " + setting.fallback());
    }
    if (NOT_IN_GROUPS.contains(setting.key()) && place.node().isInGroup()) {
      return Optional.of(setting.key() + " cannot currently be defined inside groups");
    }
    boolean late = raw.form() == Form.VARIABLE && TreeVariables.isLate(written, raw.text());
    Optional<String> refusal =
        switch (setting.type()) {
          case NAMED_FILTERS -> Optional.of(namedFilter(written, raw, late));
          case FILTER -> Optional.of("Setting is a named filter, use '" + setting.key() + " {'");
          case WORD_LIST, PAIR_LIST -> list(setting, place, written, raw, origin);
          case FILE ->
              late
                  ? Optional.of("File settings must not contain $SET: " + raw.text())
                  : put(setting, place, value(place, written, raw, origin));
          default -> put(setting, place, value(place, written, raw, origin));
        };
    if (refusal.isEmpty() && setting.auth() && place.node().speaksOfAddresses()) {
      return Optional.of("Auth settings not supported inside local/remote blocks: " + place.key());
    }
    return refusal;
  }

  private static String namedFilter(String written, RawValue raw, boolean late) {
    if (late) {
      return "Named list filter name must not contain $SET: " + raw.text();
    }
    return raw.text().startsWith("__")
        ? "Named list filter name must not begin with '__': " + raw.text()
        : "Setting is a named list filter, use '%s %s {'".formatted(written, raw.text());
  }

  /** The value as doveconf -n prints it, and as the server takes it. */
  private Written value(Place place, String key, RawValue raw, Origin.Setting origin) {
    String text = raw.text();
    if (raw.form() == Form.HIDDEN) {
      return new Written(
          Secrets.LEFT_OUT,
          Fact.unknown("doveconf has left the value out of its output", origin),
          origin);
    }
    Optional<String> placeholder = Template.placeholder(text);
    if (placeholder.isPresent()) {
      return new Written(
          text,
          Fact.unknown("a template fills in " + placeholder.get() + " at " + origin.span(), origin),
          origin);
    }
    if (raw.form() == Form.FILE) {
      return new Written("<" + text, Fact.known("<" + text, origin), origin);
    }
    if (raw.form() != Form.VARIABLE) {
      return new Written(text, Fact.known(text, origin), origin);
    }
    List<TreeKey> at = place.node().keys();
    TreeVariables variables = new TreeVariables(lookup);
    if (TreeVariables.isLate(key, text)) {
      return lookup.reading().isSince242()
          ? TreeVariables.late(text, origin)
          : new Written(text, variables.expand(at, key, text, origin).value(), origin);
    }
    Fact<String> value = variables.expand(at, key, text, origin).value().because(List.of(origin));
    return new Written(
        variables
            .itself(at, key, text, origin)
            .value()
            .toOptional()
            .orElse(String.join(" ", DovecotParser.words(text))),
        value,
        origin);
  }

  private static Optional<String> put(TreeSetting setting, Place place, Written value) {
    String text = value.text();
    if (setting.type() != SettingType.TEXT
        && setting.type() != SettingType.FILE
        && value.value().isKnown()
        && !Expansion.of(text).valid()) {
      return Optional.of(text + ": syntax error");
    }
    if (value.value().isKnown() && isChecked(text)) {
      Optional<String> refusal = refusal(setting, text);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    place.node().values().put(setting.key(), value);
    return Optional.empty();
  }

  private static Optional<String> refusal(TreeSetting setting, String text) {
    boolean unlimited =
        SettingType.isUnlimited(text)
            && MAY_BE_UNLIMITED.contains(setting.type())
            && !setting.key().startsWith(ANY_NUMBER);
    return !unlimited && setting.type().read(text, setting.words()) instanceof Reading.Bad bad
        ? Optional.of(bad.message())
        : Optional.empty();
  }

  private Optional<String> list(
      TreeSetting setting, Place place, String written, RawValue raw, Origin.Setting origin) {
    TreeList list = open(setting, place, origin);
    int slash = place.key().indexOf('/');
    if (slash >= 0) {
      Written value = value(place, written, raw, origin);
      boolean known = value.value().isKnown() && isChecked(value.text());
      if (setting.type() == SettingType.WORD_LIST
          && known
          && SettingType.BOOL.read(value.text(), "") instanceof Reading.Bad bad) {
        return Optional.of(bad.message());
      }
      list.set(place.key().substring(slash + 1), value);
      return Optional.empty();
    }
    if (setting.type() == SettingType.PAIR_LIST && !raw.text().isEmpty()) {
      return Optional.of("Setting is a string list, use '" + setting.key() + " {'");
    }
    list.clear();
    String line = raw.text();
    boolean atEnd = lookup.reading().isSince242();
    boolean late = raw.form() == Form.VARIABLE && TreeVariables.isLate(written, line) && atEnd;
    if (!late) {
      Written whole = value(place, written, raw, origin);
      if (!whole.value().isKnown()) {
        list.add(line, whole);
        return Optional.empty();
      }
      line = atEnd ? whole.text() : whole.value().toOptional().orElse("");
    }
    // What another setting holds becomes one word, blanks or not.
    WordList.Read words = WordList.read(line);
    for (String word : words.words()) {
      list.add(word, new Written("yes", Fact.known("yes", origin), origin));
    }
    return words.refusal().isEmpty() ? Optional.empty() : Optional.of(words.refusal());
  }

  /** A list that is written for the first time in a section begins with what stands there. */
  private TreeList open(TreeSetting setting, Place place, Origin.Setting origin) {
    TreeList known = place.node().lists().get(setting.key());
    if (known != null) {
      return known;
    }
    TreeList list = new TreeList();
    place.node().lists().put(setting.key(), list);
    lookup
        .presets()
        .entries(place.node().keys(), setting.key())
        .forEach(
            (word, value) -> {
              Origin byDefault = lookup.origin(setting.key(), word);
              list.add(word, new Written(value, Fact.known(value, byDefault), origin));
            });
    return list;
  }
}
