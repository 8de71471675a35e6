package dev.postern.postfix.table;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import java.util.List;

/**
 * A lookup table {@code type:name}, as far as the files show its content (DATABASE_README); {@link
 * Machine#table} opens one. It answers as {@code postmap -q KEY TYPE:NAME} does.
 *
 * <p>How to ask: {@link #find(String)} for one key; {@link #first} for an address or a domain with
 * the parts of it that access(5) and its like try one after another. An answer is known, and then
 * its origin is the line of the table that gave it; or it is unknown, with the table and the reason
 * named, and with the possible answers where they are few.
 */
public interface LookupTable {

  /** What the table gives for one whole key. Letters' case counts only where Postfix regards it. */
  Fact<Lookup> find(String key);

  /** Whether parts of a key are asked for, too; tables of patterns are asked for the whole only. */
  boolean takesParts();

  /**
   * The keys it lists, lower-case, for those who choose one; some examples of those that it
   * describes by patterns; none where they cannot be told.
   */
  default List<String> keys() {
    return List.of();
  }

  /** Whether it gives something for the keys alone that it lists. */
  default boolean listsAll() {
    return false;
  }

  /** Client addresses for which it gives a result when it is asked for the address alone. */
  Fact<Networks> clients();

  /** One address of each network that it lists, for those who choose a client. */
  default List<Address> exampleClients() {
    return clients().toOptional().orElse(Networks.NONE).prefixes().stream()
        .map(Prefix::base)
        .toList();
  }

  /**
   * What the first key gives that the table holds.
   *
   * @param keys the whole key, then its parts in the order in which Postfix tries them
   */
  default Fact<Lookup> first(List<String> keys) {
    Fact<Lookup> nothing = Fact.known(Lookup.NOTHING);
    for (String key : takesParts() ? keys : keys.subList(0, Math.min(1, keys.size()))) {
      Fact<Lookup> answer = find(key);
      if (answer instanceof Fact.Unknown<Lookup> unknown && answer.mayBe(Lookup.NOTHING)) {
        return Fact.unknown(unknown.reason(), unknown.origins());
      }
      if (!answer.is(Lookup.NOTHING)) {
        return answer;
      }
      nothing = nothing.because(answer.origins());
    }
    return nothing;
  }
}
