package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.source.Span;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A section of Dovecot 2.4 whose values are checked once everything is read: those written in it
 * over the defaults of that section only, as config_all_parsers_check() of Dovecot 2.4.4 has them.
 * Dovecot names no line when it refuses them; here it is the line of the statement at fault.
 *
 * @param outside where to point when nobody wrote the value
 */
record CheckedNode(TreeLookup lookup, TreeNode node, FileNotes notes, Span outside) {

  boolean isWritten(String setting) {
    return node.values().containsKey(setting);
  }

  /** Whether there is nothing for sure: what is hidden or filled in later is something. */
  boolean isEmpty(String setting) {
    boolean unknown = written(setting).filter(value -> !value.isKnown()).isPresent();
    return !unknown && text(setting).isEmpty();
  }

  /** What the server takes the statement of a setting for; empty when nobody wrote one here. */
  private Optional<Fact<String>> written(String setting) {
    return lookup
        .writtenAt(node.keys(), setting)
        .map(written -> new TreeVariables(lookup).resolved(node.keys(), setting, written));
  }

  /** Whether its value names other settings, which doveconf -n does not look up. */
  boolean isLate(String setting) {
    return lookup
        .writtenAt(node.keys(), setting)
        .filter(written -> TreeVariables.isLate(written))
        .isPresent();
  }

  boolean isYes(String setting) {
    return isYesWord(text(setting));
  }

  static boolean isYesWord(String value) {
    return value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("y");
  }

  /** As written here or by default here; what the sections around it say does not count. */
  String text(String setting) {
    return written(setting)
        .map(value -> value.toOptional().orElse(""))
        .or(() -> lookup.presets().value(node.keys(), setting))
        .orElseGet(() -> lookup.table().find(setting).map(TreeSetting::fallback).orElse(""));
  }

  /**
   * A number as it is written, sizes in bytes; zero when it is none, and the unit does not count
   * where it is one of time.
   */
  static BigInteger number(String text) {
    int end = 0;
    while (end < text.length() && end < 20 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    if (end == 0) {
      return BigInteger.ZERO;
    }
    String unit = text.substring(end).strip();
    int power =
        unit.isEmpty() ? 0 : Math.max(0, "BKMGT".indexOf(Character.toUpperCase(unit.charAt(0))));
    return new BigInteger(text.substring(0, end)).shiftLeft(10 * power);
  }

  /** A time in milliseconds: unlimited is more than any number; what is no time counts as none. */
  static long milliseconds(SettingType type, String text) {
    if (SettingType.isUnlimited(text)) {
      return type == SettingType.TIME ? Long.MAX_VALUE : 0xFFFF_FFFFL;
    }
    if (type.read(text, "") instanceof SettingType.Reading.Good good) {
      String[] words = good.text().split(" ", -1);
      long unit =
          switch (words[words.length - 1]) {
            case "secs" -> 1000;
            case "mins" -> 60_000;
            case "hours" -> 3_600_000;
            case "days" -> 86_400_000;
            case "weeks" -> 604_800_000;
            default -> 1;
          };
      return Long.parseLong(words[0]) * unit;
    }
    return 0;
  }

  /** Refuses it; doveconf -n does not see what is wrong with a value that names other settings. */
  void refuse(String setting, String message) {
    if (isLate(setting)) {
      refuseAtStart(setting, message);
    } else {
      notes.refuse(place(setting), message);
    }
  }

  void refuseAtStart(String setting, String message) {
    notes.refusedAtStart(place(setting), message);
  }

  private Span place(String setting) {
    Optional<Written> written = lookup.writtenAt(node.keys(), setting);
    return written.map(w -> w.origin().span()).orElse(outside);
  }
}
