package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import java.util.Optional;

/**
 * Keywords that a server leaves out of its answer to EHLO, or that a client does not look at. What
 * they stand for is not done either: starttls_cmd(), smtpd_sasl_auth_cmd(), smtp_helo().
 *
 * @param prefix of the two parameters: {@code smtpd_discard_ehlo_keyword}
 */
public record DiscardedKeywords(Scope scope, String prefix) {
  /** A peer like any other, from TEST-NET-1 of RFC 5737. */
  private static final String ANYBODY = "192.0.2.1";

  /** Whether a keyword is left out for everybody. */
  public Fact<Boolean> has(String keyword) {
    return has(keyword, Optional.empty());
  }

  /** The same for one peer; for any, where it is not told which. */
  public Fact<Boolean> has(String keyword, Optional<Address> peer) {
    return scope.written(prefix + "s").or(() -> scope.written(tables())).isEmpty()
        ? Fact.known(false)
        : list(peer).map(words -> Text.elements(Text.lower(words)).contains(keyword));
  }

  private String tables() {
    return prefix + "_address_maps";
  }

  /** Tables that name single peers do not count for any. */
  private Fact<String> list(Optional<Address> peer) {
    Fact<String> maps = scope.value(tables());
    String key = peer.map(Address::toString).orElse(ANYBODY);
    for (String name : Text.elements(maps.toOptional().orElse(""))) {
      LookupTable table = scope.machine().table(name);
      Fact<Lookup> answer =
          peer.isPresent() || table.clients().map(Networks::isAny).is(true)
              ? table.find(key)
              : Fact.known(Lookup.NOTHING);
      if (!answer.is(Lookup.NOTHING)) {
        return answer
            .map(found -> found instanceof Lookup.Found words ? words.value() : "")
            .because(maps.origins());
      }
    }
    return scope.value(prefix + "s");
  }
}
