package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.AddressList;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Lifetime;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import java.util.List;

/**
 * What a set must have been declared for, so that its members are taken: evaluate.c of nft 1.0.6
 * and nf_tables_api.c.
 */
public final class MemberCheck {
  /** Of a set whose members each have a counter, a limit or the like. */
  static final String STATEFUL = "stateful";

  private final LoadedSet set;

  MemberCheck(LoadedSet set) {
    this.set = set;
  }

  /** Checks members that are added. */
  void check(List<Element> some) throws Refusal {
    List<Element> others = some;
    if (some instanceof AddressList list) {
      if (!set.hasFlag("interval") && list.hasRange()) {
        throw withoutInterval(list.get(list.firstRange()).key());
      }
      others = list.others();
    }
    for (Element element : others) {
      check(element);
    }
  }

  /** Checks the members of a map without a name, which stay. */
  public static void ofNameless(List<Element> elements) throws Refusal {
    for (Element element : elements) {
      if (!element.lifetime().equals(Lifetime.ENDLESS)) {
        throw new Refusal(element.key().place(), "a member with a timeout in a map without a name");
      }
    }
  }

  private void check(Element element) throws Refusal {
    Expression key = element.key();
    if (!set.hasFlag("interval") && isRange(key)) {
      throw withoutInterval(key);
    }
    if (!element.lifetime().equals(Lifetime.ENDLESS)) {
      check(element.lifetime(), key.place());
    }
    if (!element.limits().isEmpty() && !set.hasFlag(STATEFUL) && !set.hasFlag("dynamic")) {
      throw new Refusal(
          key.place(), "a member with a statement, which '" + set.name() + "' is not declared for");
    }
  }

  /** nft_add_set_elem() of nf_tables_api.c, Linux 6.18. */
  private void check(Lifetime lifetime, Place place) throws Refusal {
    boolean isNamed = lifetime.timeout() > 0 || lifetime.expires() > 0;
    if (isNamed && !set.hasFlag("timeout")) {
      throw withoutTimeout(set, place);
    }
    long timeout = lifetime.timeout() > 0 ? lifetime.timeout() : set.timeout();
    if (lifetime.expires() > 0 && timeout == 0) {
      throw new Refusal(place, "a member that expires without a timeout");
    }
    if (lifetime.expires() > timeout) {
      throw new Refusal(place, "a member that expires after its timeout");
    }
  }

  /** Why a member with a timeout is refused in a set without the flag. */
  public static Refusal withoutTimeout(LoadedSet set, Place place) {
    return new Refusal(
        place, "a member with a timeout; '" + set.name() + "' lacks 'flags timeout'");
  }

  private Refusal withoutInterval(Expression key) {
    return new Refusal(
        key.place(), "a range or network; '" + set.name() + "' lacks 'flags interval'");
  }

  private boolean isRange(Expression key) {
    if (key instanceof Expression.Concatenation together) {
      for (Expression part : together.parts()) {
        if (isRange(part)) {
          return true;
        }
      }
      return false;
    }
    if (key instanceof Expression.Symbol symbol) {
      return set.key().get(0).isText() && symbol.text().endsWith("*");
    }
    return key instanceof Expression.Range || key instanceof Expression.Prefixed;
  }
}
