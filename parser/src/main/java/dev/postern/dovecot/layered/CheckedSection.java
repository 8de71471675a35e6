package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A section whose values are checked once everything is read. Dovecot names no line when it refuses
 * them; here it is the line of the statement at fault.
 *
 * @param outside where to point when nobody wrote the value
 */
record CheckedSection(Defaults defaults, SectionView section, FileNotes notes, Span outside) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");

  /** As the server takes it; empty when there is no such setting. */
  String text(String key) {
    return section
        .find(key)
        .flatMap(
            found ->
                found
                    .written()
                    .map(w -> w.value().toOptional().orElse(w.text()))
                    .or(() -> found.definition().flatMap(d -> section.base().fallback(d))))
        .orElse("");
  }

  /** The value with the default of the version and distribution; unknown when they differ in it. */
  Fact<String> value(String key) {
    return section
        .find(key)
        .map(
            found ->
                found
                    .written()
                    .map(Written::value)
                    .orElseGet(() -> defaults.of(section.base(), found.definition().orElseThrow())))
        .orElseGet(() -> Fact.unknown("Dovecot has no setting " + key));
  }

  boolean is(String key, String value) {
    return text(key).equals(value);
  }

  /** Whether the files tell the value. */
  boolean known(String key) {
    return section.written(key).map(w -> w.value().isKnown()).orElse(true);
  }

  boolean isWritten(String key) {
    return section.written(key).isPresent();
  }

  /** A number as doveconf prints it; sizes in bytes. */
  BigInteger number(String key) {
    String[] words = text(key).split(" ", -1);
    if (!NUMBER.matcher(words[0]).matches()) {
      return BigInteger.ZERO;
    }
    int power = words.length < 2 ? 0 : Math.max(0, "BkMGT".indexOf(words[1]));
    return new BigInteger(words[0]).shiftLeft(10 * power);
  }

  /** The sections of a list, in the order in which Dovecot has them. */
  List<CheckedSection> sections(String list) {
    List<CheckedSection> result = new ArrayList<>();
    for (SectionView child : section.children(list)) {
      result.add(new CheckedSection(defaults, child, notes, outside));
    }
    return result;
  }

  /**
   * The section's own name as the server takes it.
   *
   * @param key the setting that holds it
   */
  String name(String key) {
    return isWritten(key) ? text(key) : section.name();
  }

  /** Refuses words that a setting that is written may not hold. */
  void checkWords(List<AllowedWords.Rule> rules) {
    for (AllowedWords.Rule rule : rules) {
      if (isWritten(rule.setting()) && known(rule.setting())) {
        rule.refusals(text(rule.setting())).forEach(why -> refuse(rule.setting(), why));
      }
    }
  }

  void refuse(String key, String message) {
    Optional<Span> place = section.written(key).map(w -> w.origin().span());
    notes.problem(Kind.REFUSED, place.orElse(outside), message);
  }

  void warn(String key, String message) {
    Optional<Span> place = section.written(key).map(w -> w.origin().span());
    notes.warn(place.orElse(outside), message);
  }
}
