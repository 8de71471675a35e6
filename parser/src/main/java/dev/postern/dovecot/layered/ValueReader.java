package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.Concatenation;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.settings.SettingType.Reading;
import dev.postern.dovecot.settings.SettingsTable.Definition;
import dev.postern.dovecot.syntax.DovecotParser;
import dev.postern.dovecot.syntax.RawValue;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.dovecot.syntax.Template;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Values as Dovecot takes them: variables expanded, types checked. Two values are made of each: the
 * one doveconf -n prints, which expands a variable only in its own setting, and the one the server
 * sees (config_write_keyvariable(), Dovecot 2.3.19.1).
 */
final class ValueReader {
  private final Defaults defaults;
  private final Frame at;
  private final Deque<Frame> frames;
  private final Concatenation.Room room;

  /**
   * For one place.
   *
   * @param frames the sections around it
   * @param room for all values in which variables are expanded
   */
  ValueReader(Defaults defaults, Frame at, Deque<Frame> frames, Concatenation.Room room) {
    this.defaults = defaults;
    this.at = at;
    this.frames = frames;
    this.room = room;
  }

  /**
   * What became of a value.
   *
   * @param refusal why doveconf refuses it
   * @param refusalAtStart why the server refuses it, though doveconf -n does not
   * @param placeholder a template's placeholder in it
   */
  record Result(
      Written written,
      Optional<String> refusal,
      Optional<String> refusalAtStart,
      Optional<String> placeholder) {}

  /**
   * A value in both forms.
   *
   * @param unknownVariable what is wrong with it for the server
   * @param refusal what is wrong with it for doveconf -n too
   */
  private record Both(
      String text,
      Fact<String> value,
      Optional<String> unknownVariable,
      Optional<String> refusal) {}

  Result read(String key, SettingPath.Target target, RawValue raw, Origin.Setting origin) {
    if (raw.form() == Statement.Form.HIDDEN) {
      Fact<String> value = Fact.unknown("doveconf has left the value out of its output", origin);
      return result(new Written(Secrets.LEFT_OUT, value, origin));
    }
    Optional<String> placeholder = Template.placeholder(raw.text());
    if (placeholder.isPresent()) {
      Fact<String> value =
          Fact.unknown("a template fills in " + placeholder.get() + " at " + origin.span(), origin);
      return new Result(
          new Written(raw.text(), value, origin), Optional.empty(), Optional.empty(), placeholder);
    }
    Both both =
        switch (raw.form()) {
          case VARIABLE -> expand(key, raw.text(), origin);
          case FILE -> known("<" + raw.text(), origin);
          default -> known(raw.text(), origin);
        };
    return typed(target.definition(), both, origin);
  }

  private Result typed(Optional<Definition> definition, Both both, Origin.Setting origin) {
    SettingType type = definition.map(Definition::type).orElse(SettingType.TEXT);
    String words = definition.map(Definition::words).orElse("");
    if (both.refusal().isPresent()) {
      return refused(both, origin, both.refusal().get());
    }
    Reading reading = read(type, both.text(), words);
    if (reading instanceof Reading.Good good) {
      Fact<String> value =
          both.value()
              .map(v -> read(type, v, words) instanceof Reading.Good read ? read.text() : v)
              .because(List.of(origin));
      return new Result(
          new Written(good.text(), value, origin),
          Optional.empty(),
          both.unknownVariable(),
          Optional.empty());
    }
    return refused(both, origin, ((Reading.Bad) reading).message());
  }

  private static Result refused(Both both, Origin.Setting origin, String why) {
    return new Result(
        new Written(both.text(), both.value(), origin),
        Optional.of(why),
        Optional.empty(),
        Optional.empty());
  }

  /** In 2.2 a time without a unit is in seconds. */
  private Reading read(SettingType type, String text, String words) {
    boolean time = type == SettingType.TIME || type == SettingType.MILLISECONDS;
    String number = text.strip();
    boolean seconds =
        time
            && defaults.table().isOf22()
            && !number.isEmpty()
            && number.chars().allMatch(c -> c >= '0' && c <= '9');
    return type.read(seconds ? number + " secs" : text, words);
  }

  private static Result result(Written written) {
    return new Result(written, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Both known(String text, Origin.Setting origin) {
    return new Both(text, Fact.known(text, origin), Optional.empty(), Optional.empty());
  }

  private Both expand(String key, String value, Origin.Setting origin) {
    Concatenation result = new Concatenation(room);
    Optional<String> unknownVariable = Optional.empty();
    Optional<String> refusal = Optional.empty();
    boolean firstOnly = defaults.table().isOf22();
    List<String> words = firstOnly ? first(value) : DovecotParser.words(value);
    for (int i = 0; i < words.size() && !result.isTooLong(); i++) {
      String word = words.get(i);
      if (i > 0) {
        result.add(" ");
      }
      if (!word.startsWith("$") || (firstOnly && i > 0)) {
        result.add(word);
        continue;
      }
      if (word.startsWith("$ENV:") && !firstOnly) {
        String what = "the environment variable %s of the server is not in the files";
        result.add(word, Fact.unknown(what.formatted(word.substring(5)), origin));
        continue;
      }
      boolean isSelf = word.equals("$" + key);
      Optional<Both> other = isSelf ? ownValue(key) : otherValue(word.substring(1));
      if (other.isPresent()) {
        result.add(isSelf ? other.get().text() : word, other.get().value());
      } else {
        result.add(word, Fact.unknown("Dovecot has no setting " + word, origin));
        unknownVariable = Optional.of("Unknown variable: " + word);
        refusal = isSelf || refusal.isPresent() ? unknownVariable : refusal;
      }
    }
    return new Both(
        result.text(),
        result.value().because(List.of(origin)),
        unknownVariable,
        result.isTooLong() ? Optional.of(Concatenation.TOO_LONG) : refusal);
  }

  private Optional<Both> otherValue(String name) {
    return SettingPath.find(defaults.table(), at.layer().root(), name).map(this::valueHere);
  }

  /**
   * 2.2 replaces a name with which the value begins, and takes the rest as it is
   * (config_parse_line() of 2.2.36.4).
   */
  private static List<String> first(String value) {
    int end = value.indexOf(' ');
    return !value.startsWith("$") || end < 0
        ? List.of(value)
        : List.of(value.substring(0, end), value.substring(end + 1));
  }

  /** The setting's own value so far: of this filter, else of the ones around it. */
  private Optional<Both> ownValue(String key) {
    for (Frame frame : frames) {
      Optional<SettingPath.Target> target =
          SettingPath.find(defaults.table(), frame.layer().root(), key);
      if (target.isEmpty()) {
        return Optional.empty();
      }
      boolean outermost = frame.layer().filter().equals(Filter.NONE);
      if (target.get().get().isPresent() || outermost) {
        return target.map(this::valueHere);
      }
    }
    return Optional.empty();
  }

  private Both valueHere(SettingPath.Target target) {
    Optional<Both> written =
        target
            .get()
            .map(
                w ->
                    new Both(
                        w.text(), w.value(), Optional.<String>empty(), Optional.<String>empty()));
    return written.orElseGet(
        () -> {
          Optional<Definition> definition = target.definition();
          Fact<String> fallback =
              definition.map(d -> defaults.of(target.section(), d)).orElseGet(() -> Fact.known(""));
          String text =
              fallback
                  .toOptional()
                  .or(() -> definition.flatMap(d -> target.section().fallback(d)))
                  .orElse("");
          return new Both(text, fallback, Optional.empty(), Optional.empty());
        });
  }
}
