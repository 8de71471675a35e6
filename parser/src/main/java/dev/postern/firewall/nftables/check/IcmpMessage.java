package dev.postern.firewall.nftables.check;

import dev.postern.data.DataFile;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Which message of ICMP a rule speaks of: not all messages have the same fields. */
final class IcmpMessage {
  private final Values values;
  private OptionalLong type = OptionalLong.empty();

  /** Read when a rule first looks at a message of ICMP. */
  private static final class Fields {
    private static final Map<String, String[]> TYPES = read();

    private static Map<String, String[]> read() {
      Map<String, String[]> types = new HashMap<>();
      for (String[] row : DataFile.rows(IcmpMessage.class, "icmp-fields.tsv", 2)) {
        types.put(row[0], row[1].split(" ", -1));
      }
      return types;
    }
  }

  IcmpMessage(Values values) {
    this.values = values;
  }

  /** A field is looked at; the messages before must be ones that have it. */
  void looksAt(Expression.Selector field) throws Refusal {
    String[] having = Fields.TYPES.get(field.name());
    if (having == null) {
      return;
    }
    for (String one : having) {
      if (type.isEmpty() || Long.parseLong(one) == type.getAsLong()) {
        if (type.isEmpty()) {
          type = OptionalLong.of(Long.parseLong(one));
        }
        return;
      }
    }
    throw new Refusal(
        field.place(), "a message of type " + type.getAsLong() + " has no " + field.name());
  }

  /** The type is said to be a value; of several, nft goes by the last that is no range. */
  void is(Expression.Selector field, Expression value) throws Refusal {
    if (!field.name().equals("icmp type") && !field.name().equals("icmpv6 type")) {
      return;
    }
    if (value instanceof Expression.Elements several) {
      for (Expression.Element one : several.elements()) {
        is(field, one.key());
      }
    } else if (value instanceof Expression.Symbol) {
      NumberSet.Run run = values.numbers(field.type(), value).runs().get(0);
      type = run.first() == run.last() ? OptionalLong.of(run.first()) : type;
    }
  }
}
