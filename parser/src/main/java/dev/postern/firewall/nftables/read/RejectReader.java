package dev.postern.firewall.nftables.read;

import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.syntax.Catalogue;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Numerals;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.Optional;

/** Reads {@code reject}, and with what. */
final class RejectReader {

  Statement read(Terms terms) throws Refusal {
    Place at = terms.place();
    terms.expect("reject");
    String manner = "";
    if (terms.take("with")) {
      Term protocol = terms.next("icmp, icmpv6, icmpx or tcp reset");
      manner = protocol.text();
      switch (manner) {
        case "tcp" -> terms.expect("reset");
        case "icmp", "icmpv6", "icmpx" -> {
          terms.take("type");
          code(manner, terms.next("a code"));
        }
        default ->
            throw new Refusal(
                protocol.place(),
                "found " + protocol.shown() + "; expected icmp, icmpv6, icmpx or tcp reset");
      }
    }
    return new Statement.Ending(new Verdict.Reject(), manner, at.to(terms.last()));
  }

  private static void code(String protocol, Term code) throws Refusal {
    Datatype type = new Datatype(protocol + "_code", 8);
    Optional<Long> number =
        Catalogue.get().number(type, code.text()).or(() -> Numerals.parse(code.text()));
    if (number.isEmpty()) {
      throw new Refusal(code.place(), code.shown() + " is no code of " + protocol);
    }
  }
}
