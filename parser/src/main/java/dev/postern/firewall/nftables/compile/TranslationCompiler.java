package dev.postern.firewall.nftables.compile;

import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.compile.MapReader.Branch;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.Address;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes of translations where a connection goes. */
final class TranslationCompiler {
  private final Values values;
  private final MapReader maps;

  TranslationCompiler(Values values, MapReader maps) {
    this.values = values;
    this.maps = maps;
  }

  List<Branch> compile(Statement.Translation translation, LoadedRule rule) throws Refusal {
    String text = rule.text(translation.place());
    switch (translation.kind()) {
      // The source is rewritten behind all that decides who gets in.
      case "snat", "masquerade" -> {
        return List.of(new Branch(List.of(), new Verdict.Accept()));
      }
      case "tproxy" -> {
        return List.of(new Branch(List.of(), new Verdict.Undecided(text)));
      }
      default -> {
        // Of the destination.
      }
    }
    if (translation.address().isPresent()
        && translation.address().get() instanceof Expression.Mapped mapped) {
      return byMap(mapped, translation, rule, text, true);
    }
    if (translation.port().isPresent()
        && translation.port().get() instanceof Expression.Mapped mapped) {
      return byMap(mapped, translation, rule, text, false);
    }
    return to(translation.address(), translation.port(), translation, text);
  }

  private List<Branch> byMap(
      Expression.Mapped mapped,
      Statement.Translation translation,
      LoadedRule rule,
      String text,
      boolean isAddress)
      throws Refusal {
    List<Branch> branches = new ArrayList<>();
    for (MapReader.Entry entry :
        maps.entries(mapped.key(), mapped.map(), rule, translation.place())) {
      Optional<Expression> address = translation.address();
      Optional<Expression> port = translation.port();
      if (!isAddress) {
        port = Optional.of(entry.value());
      } else if (entry.value() instanceof Expression.Concatenation both) {
        address = Optional.of(both.parts().get(0));
        port = Optional.of(both.parts().get(1));
      } else {
        address = Optional.of(entry.value());
      }
      for (Branch branch : to(address, port, translation, text)) {
        List<Match> matches = new ArrayList<>(entry.matches());
        matches.addAll(branch.matches());
        branches.add(new Branch(matches, branch.verdict()));
      }
    }
    return branches;
  }

  private List<Branch> to(
      Optional<Expression> target,
      Optional<Expression> port,
      Statement.Translation translation,
      String text)
      throws Refusal {
    Optional<Address> address = Optional.empty();
    List<Match> needs = new ArrayList<>();
    if (target.isPresent()) {
      address = address(target.get());
      if (address.isEmpty()) {
        return List.of(new Branch(needs, new Verdict.Undecided(text)));
      }
      Family family = address.get().family();
      boolean other =
          (translation.family().equals("ip") && family != Family.V4)
              || (translation.family().equals("ip6") && family != Family.V6);
      if (other) {
        throw new Refusal(target.get().place(), "an address of the other family");
      }
      needs.add(new Match.OfFamily(family));
    }
    if (port.isEmpty()) {
      return List.of(new Branch(needs, Verdict.Translate.keepingPort(address)));
    }
    NumberSet ports = values.numbers(Datatype.PORT, port.get());
    NumberSet.Run run = ports.runs().get(0);
    if (run.first() != run.last() && translation.isRandom()) {
      return List.of(new Branch(needs, new Verdict.Undecided(text)));
    }
    PortSet.Span span = new PortSet.Span((int) run.first(), (int) run.last());
    return List.of(new Branch(needs, new Verdict.Translate(address, Optional.of(span))));
  }

  private Optional<Address> address(Expression target) throws Refusal {
    if (!(target instanceof Expression.Symbol symbol)) {
      return Optional.empty();
    }
    Family family = symbol.text().indexOf(':') >= 0 ? Family.V6 : Family.V4;
    return values.address(family, symbol);
  }
}
