package dev.postern.dovecot;

import dev.postern.dovecot.SettingsTable.Definition;
import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Settings as doveconf prints them, Dovecot 2.3.19.1 src/config/doveconf.c. */
final class SettingsText {

  /** Which settings to print. */
  enum Choice {
    /** Those that differ from the default: doveconf -n. */
    CHANGED,
    /** Those that were written. */
    WRITTEN,
    /** Every one: doveconf -a. */
    ALL
  }

  private final Defaults defaults;
  private final Choice choice;
  private final Function<List<Origin>, String> note;

  SettingsText(Defaults defaults, Choice choice) {
    this(defaults, choice, DovecotSettings.WITHOUT_NOTES);
  }

  /**
   * A printer.
   *
   * @param note what to put behind a value of these origins; no statement among them is a default
   */
  SettingsText(Defaults defaults, Choice choice, Function<List<Origin>, String> note) {
    this.defaults = defaults;
    this.choice = choice;
    this.note = note;
  }

  /** The settings of a section, two blanks of indentation a level. */
  List<String> lines(SectionView section) {
    return lines(section, false);
  }

  private List<String> lines(SectionView section, boolean named) {
    Map<String, List<String>> sorted = new TreeMap<>(SettingsText::order);
    for (Definition definition : defaults.table().of(section.kind())) {
      String key = definition.key();
      switch (definition.type()) {
        case PAIRS -> addPairs(sorted, section, key);
        case SECTIONS, ARRAY -> addSections(sorted, section, definition);
        default -> {
          if (!(named && definition.name())) {
            value(section, definition, named)
                .ifPresent(
                    value ->
                        sorted.put(
                            key + "\0", List.of(line(key, value) + note(section.written(key)))));
          }
        }
      }
    }
    List<String> lines = new ArrayList<>();
    sorted.values().forEach(lines::addAll);
    return lines;
  }

  private Optional<String> value(SectionView section, Definition definition, boolean named) {
    Optional<Written> written = section.written(definition.key());
    Optional<String> fallback =
        definition.fallback().isEmpty() && section.base().fallback(definition).isEmpty()
            ? Optional.empty()
            : Optional.of(fallback(section, definition));
    boolean shown =
        switch (choice) {
          case WRITTEN -> written.isPresent();
          case CHANGED ->
              written.isPresent()
                  && (named || !isDefault(definition, written.get().text(), fallback));
          case ALL -> written.isPresent() || (!definition.hidden() && fallback.isPresent());
        };
    // doveconf compares such texts in two different forms and so never finds the default in them.
    shown |= named && definition.type() == SettingType.VARS;
    return shown ? written.map(Written::text).or(() -> fallback) : Optional.empty();
  }

  /**
   * Whether doveconf takes a value for the default. Of words it compares no more letters than the
   * value has, so {@code return} counts as {@code return-ok}.
   */
  private static boolean isDefault(Definition definition, String value, Optional<String> fallback) {
    return definition.type() == SettingType.WORDS
        ? definition.words().startsWith(value)
        : fallback.filter(value::equals).isPresent();
  }

  private String note(Optional<Written> written) {
    return note.apply(written.map(one -> List.<Origin>of(one.origin())).orElse(List.of()));
  }

  private String fallback(SectionView section, Definition definition) {
    return defaults
        .of(section.base(), definition)
        .toOptional()
        .or(() -> section.base().fallback(definition))
        .orElse("");
  }

  private void addPairs(Map<String, List<String>> sorted, SectionView section, String key) {
    Map<String, List<String>> inner = new TreeMap<>(SettingsText::order);
    section
        .pairs(key)
        .forEach(
            (name, written) ->
                inner.put(
                    name, List.of("  " + line(name, written.text()) + note(Optional.of(written)))));
    if (!inner.isEmpty()) {
      List<String> lines = new ArrayList<>();
      lines.add(key + " {");
      inner.values().forEach(lines::addAll);
      lines.add("}");
      sorted.put(key + "/", lines);
    }
  }

  private void addSections(
      Map<String, List<String>> sorted, SectionView section, Definition definition) {
    boolean named = definition.type() == SettingType.SECTIONS;
    List<String> ids = section.ids(definition.key());
    for (int i = 0; i < ids.size(); i++) {
      SectionView child = section.child(definition.key(), ids.get(i)).orElseThrow();
      List<String> inner = lines(child, named);
      if (!inner.isEmpty()) {
        String name = named ? name(child, ids.get(i)) : "";
        List<String> lines = new ArrayList<>();
        lines.add(definition.key() + (name.isEmpty() ? "" : " " + shownName(name)) + " {");
        inner.forEach(line -> lines.add("  " + line));
        lines.add("}");
        String place = name.isEmpty() ? String.valueOf(i) : SectionNames.escape(name);
        sorted.put(definition.key() + "/" + place + "/", lines);
      }
    }
  }

  /** As C compares signed characters: what is not ASCII comes first, but for an end. */
  private static int order(String left, String right) {
    for (int i = 0; i < Math.min(left.length(), right.length()); i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean sameKind = (a < 128) == (b < 128);
        return sameKind || a == 0 || b == 0 ? a - b : b - a;
      }
    }
    return left.length() - right.length();
  }

  /** The name of a section: what was written as such, else its id when it exists by default. */
  String name(SectionView section, String id) {
    for (Definition definition : defaults.table().of(section.kind())) {
      if (definition.name()) {
        return section
            .written(definition.key())
            .map(Written::text)
            .orElse(section.base().existsByDefault() ? id : "");
      }
    }
    return id;
  }

  private static String shownName(String name) {
    return name.indexOf(' ') < 0 ? name : '"' + escape(name) + '"';
  }

  private static String line(String key, String value) {
    return key + " = " + shown(key, value);
  }

  /** The value with secrets hidden, in quotes where a reader of the output would need them. */
  static String shown(String key, String value) {
    if (Secrets.isSecret(key) && !value.isEmpty()) {
      return Secrets.HIDDEN;
    }
    boolean quote =
        !value.isEmpty()
            && (value.indexOf('#') >= 0
                || isBlank(value.charAt(0))
                || isBlank(value.charAt(value.length() - 1)));
    String safe = Secrets.hideParts(value);
    return quote ? '"' + escape(safe) + '"' : safe;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "\\'");
  }

  /** The lines of a filter around {@code inner}; none when nothing stands inside. */
  static List<String> inFilter(Filter filter, List<String> inner) {
    List<String> heads = new ArrayList<>();
    filter.local().filter(net -> net.bits() > 0).ifPresent(net -> heads.add("local " + net));
    filter.localName().ifPresent(name -> heads.add("local_name " + name));
    filter.remote().filter(net -> net.bits() > 0).ifPresent(net -> heads.add("remote " + net));
    filter.protocol().ifPresent(name -> heads.add("protocol " + name));
    List<String> lines = new ArrayList<>();
    if (inner.isEmpty()) {
      return lines;
    }
    String indent = "";
    for (String head : heads) {
      lines.add(indent + head + " {");
      indent += "  ";
    }
    for (String line : inner) {
      lines.add(indent + line);
    }
    for (int i = heads.size() - 1; i >= 0; i--) {
      lines.add("  ".repeat(i) + "}");
    }
    return lines;
  }
}
