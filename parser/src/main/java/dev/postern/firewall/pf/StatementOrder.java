package dev.postern.firewall.pf;

import java.util.Optional;
import java.util.Set;

/**
 * The order of the kinds of statements, to which pfctl holds files that use the older forms of
 * translation: check_rulestate() of FreeBSD's parse.y. OpenBSD knows neither those forms nor an
 * order.
 */
final class StatementOrder {
  private static final Set<String> ANYWHERE =
      Set.of(
          "skip",
          "state-policy",
          "require-order",
          "ruleset-optimization",
          "hostid",
          "state-defaults",
          "keepcounters",
          "syncookies");

  private int latest;
  private boolean isOlder;
  private boolean isRequired = true;
  private Optional<Refusal> first = Optional.empty();

  void require(boolean required) {
    isRequired = required;
  }

  void next(RulesParser.StatementContext statement) {
    int place = place(statement);
    if (place == 0) {
      return;
    }
    boolean isTranslation =
        statement instanceof RulesParser.TranslationContext
            || statement instanceof RulesParser.OldAnchorContext;
    isOlder |= isTranslation;
    if (place < latest && isRequired && first.isEmpty()) {
      first =
          Optional.of(
              new Refusal(
                  statement,
                  "statements must come in the order: options, normalization, queueing,"
                      + " translation, filtering"));
    }
    latest = Math.max(latest, place);
  }

  private static int place(RulesParser.StatementContext statement) {
    if (statement instanceof RulesParser.SettingContext setting) {
      return ANYWHERE.contains(setting.option().getStart().getText()) ? 0 : 1;
    } else if (statement instanceof RulesParser.AsideContext aside) {
      return switch (aside.getStart().getType()) {
        case RulesLexer.STATE -> 0;
        case RulesLexer.ETHER -> 2;
        case RulesLexer.ALTQ, RulesLexer.QUEUE -> 4;
        default -> 3;
      };
    } else if (statement instanceof RulesParser.TranslationContext
        || statement instanceof RulesParser.OldAnchorContext) {
      return 5;
    } else if (statement instanceof RulesParser.RuleContext
        || statement instanceof RulesParser.AnchorContext
        || statement instanceof RulesParser.AntispoofContext) {
      return 6;
    }
    return 0;
  }

  /** The first statement that stands behind one of a later kind, where that matters. */
  Optional<Refusal> problem() {
    return isOlder ? first : Optional.empty();
  }
}
