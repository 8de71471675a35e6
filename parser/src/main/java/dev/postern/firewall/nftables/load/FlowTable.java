package dev.postern.firewall.nftables.load;

import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;

/**
 * What stands in the block of a flow table: nft(8), and flowtable_evaluate() of nftables 1.0.6. It
 * takes packets of connections that were forwarded before, so that no port depends on it.
 */
final class FlowTable {
  private FlowTable() {}

  /** Refuses a property that nft or the kernel refuses. */
  static void read(LoadedTable.Id table, Terms terms) throws Refusal {
    if (terms.take("hook")) {
      Term hook = terms.next("ingress");
      if (!hook.is("ingress")) {
        throw new Refusal(hook.place(), "a flow table has no hook " + hook.shown());
      }
      terms.expect("priority");
      ChainReader.priority(table, terms);
    } else if (terms.take("devices")) {
      terms.expect("=");
      Term devices = terms.next("interfaces in braces");
      if (devices.kind() != Term.Kind.BRACES || devices.inside().isEmpty()) {
        throw new Refusal(devices.place(), devices.shown() + " holds no interfaces in braces");
      }
    } else if (terms.take("flags")) {
      terms.expect("offload");
    } else if (!terms.take("counter")) {
      throw terms.unexpected("hook, devices, counter or flags");
    }
    if (!terms.isEmpty()) {
      throw terms.unexpected("the end of the line");
    }
  }
}
