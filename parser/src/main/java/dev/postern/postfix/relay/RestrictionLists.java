package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Written;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.List;

/** The lists of restrictions of one smtpd, as they are written. */
record RestrictionLists(Scope scope) {
  /**
   * A list of restrictions.
   *
   * @param table the check that a bare table in it stands for; none where empty
   * @param stage when it is evaluated, unless that waits for the recipient
   */
  record Checks(String name, String table, Stage stage) {}

  /** In smtpd's order. */
  static final List<Checks> ALL =
      List.of(
          new Checks("smtpd_client_restrictions", "check_client_access", Stage.CLIENT),
          new Checks("smtpd_helo_restrictions", "check_helo_access", Stage.HELO),
          new Checks("smtpd_sender_restrictions", "check_sender_access", Stage.SENDER),
          new Checks("smtpd_relay_restrictions", "check_recipient_access", Stage.RECIPIENT),
          new Checks("smtpd_recipient_restrictions", "check_recipient_access", Stage.RECIPIENT),
          new Checks("smtpd_data_restrictions", "", Stage.RECIPIENT),
          new Checks("smtpd_end_of_data_restrictions", "", Stage.RECIPIENT));

  /** Whether a list, or a class in it, holds a restriction; one that is not known may. */
  boolean mentions(String name, String restriction) {
    Fact<String> list = scope.value(name);
    if (!list.isKnown()) {
      return true;
    }
    List<String> classes =
        Text.elements(scope.value("smtpd_restriction_classes").toOptional().orElse(""));
    for (String word : Text.elements(list.toOptional().orElse(""))) {
      if (word.equalsIgnoreCase(restriction)
          || (classes.contains(word)
              && Text.elements(scope.value(word).toOptional().orElse("")).stream()
                  .anyMatch(restriction::equalsIgnoreCase))) {
        return true;
      }
    }
    return false;
  }

  /** The statements that set lists of restrictions. */
  List<Origin> written() {
    List<Origin> all = new ArrayList<>();
    for (Checks list : ALL) {
      scope.written(list.name()).map(Written::origin).ifPresent(all::add);
    }
    return all;
  }

  /** The restrictions in order, one text each: {@code list: restriction}. */
  Fact<List<String>> restrictions() {
    Fact<List<String>> all = Fact.known(List.of());
    for (Checks checks : ALL) {
      String list = checks.name();
      all =
          all.with(
              scope.value(list),
              (before, text) -> {
                List<String> result = new ArrayList<>(before);
                Text.elements(text).forEach(word -> result.add(list + ": " + Text.quoted(word)));
                return List.copyOf(result);
              });
    }
    return all;
  }
}
