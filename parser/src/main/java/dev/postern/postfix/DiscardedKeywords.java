package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;

/**
 * Keywords that an smtpd leaves out of its answer to EHLO. What they stand for it does not do
 * either: starttls_cmd(), smtpd_sasl_auth_cmd().
 */
record DiscardedKeywords(Scope scope) {
  private static final String LIST = "smtpd_discard_ehlo_keywords";
  private static final String TABLES = "smtpd_discard_ehlo_keyword_address_maps";

  /** A client like any other, from TEST-NET-1 of RFC 5737. */
  private static final String ANYBODY = "192.0.2.1";

  /** Whether a keyword is left out for everybody. */
  Fact<Boolean> has(String keyword) {
    return scope.written(LIST).or(() -> scope.written(TABLES)).isEmpty()
        ? Fact.known(false)
        : list().map(words -> Text.elements(Text.lower(words)).contains(keyword));
  }

  /** Tables that name single clients do not count. */
  private Fact<String> list() {
    Fact<String> maps = scope.value(TABLES);
    for (String name : Text.elements(maps.toOptional().orElse(""))) {
      LookupTable table = scope.machine().table(name);
      if (table.clients().map(Networks::isAny).is(true)) {
        return table
            .find(ANYBODY)
            .map(answer -> answer instanceof Lookup.Found found ? found.value() : "")
            .because(maps.origins());
      }
    }
    return scope.value(LIST);
  }
}
