package dev.postern.firewall.nftables.load;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Term;
import dev.postern.firewall.nftables.syntax.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a chain's block says about the chain: its hook, policy and flags. */
final class ChainReader {
  /** Names of priorities: std_prios of rule.c. */
  private static final Map<String, Integer> PRIORITIES =
      Map.of(
          "raw", -300, "mangle", -150, "dstnat", -100, "filter", 0, "security", 50, "srcnat", 100);

  private static final Map<String, Integer> BRIDGE_PRIORITIES =
      Map.of("dstnat", -300, "filter", -200, "out", 100, "srcnat", 300);

  private static final Map<String, Set<String>> HOOKS =
      Map.of(
          "filter",
          Set.of("prerouting", "input", "forward", "output", "postrouting", "ingress", "egress"),
          "nat",
          Set.of("prerouting", "input", "output", "postrouting"),
          "route",
          Set.of("output"));

  private final Set<String> said = new HashSet<>();
  private Optional<Place> policy = Optional.empty();
  private boolean isHooked;

  static boolean isSpec(Terms terms) {
    return terms.isNext("type")
        || terms.isNext("policy")
        || terms.isNext("flags")
        || terms.isNext("comment")
        || terms.isNext("devices");
  }

  /** Reads one of them; a block has each once. */
  void read(LoadedTable.Id table, LoadedChain chain, Terms terms, Origin origin) throws Refusal {
    Place at = terms.place();
    if (terms.take("type")) {
      hook(table, chain, terms, origin);
    } else {
      String what = terms.next("the type, the policy or the flags of a chain").text();
      if (!said.add(what) && !what.equals("flags")) {
        throw new Refusal(at, "a second " + what);
      }
      switch (what) {
        case "policy" -> {
          policy(chain, terms, origin);
          policy = Optional.of(at.to(terms.last()));
        }
        case "flags" -> terms.expect("offload");
        case "comment" -> terms.name("a comment");
        default -> throw new Refusal(at, "devices stand behind the hook of a chain");
      }
    }
    if (!terms.isEmpty()) {
      throw terms.unexpected("';' or the end of the line");
    }
  }

  /** Checks what a whole block says: the kernel gives no policy to a chain that no hook calls. */
  void check(LoadedChain chain) throws Refusal {
    if (policy.isPresent() && chain.base().isEmpty()) {
      throw new Refusal(policy.get(), "a policy of a chain without a hook");
    }
  }

  private void hook(LoadedTable.Id table, LoadedChain chain, Terms terms, Origin origin)
      throws Refusal {
    Place at = terms.last();
    String type = terms.name("the type of a chain").text();
    terms.expect("hook");
    String hook = terms.name("a hook").text();
    List<String> devices = devices(terms);
    terms.expect("priority");
    int priority = priority(table, terms);
    if (!HOOKS.getOrDefault(type, Set.of()).contains(hook)) {
      throw new Refusal(
          at.to(terms.last()), "no chain of type " + type + " stands at the hook " + hook);
    }
    boolean onDevice = hook.equals("ingress") || hook.equals("egress");
    if (onDevice
        != (table.family().equals("netdev") || (onDevice && table.family().equals("inet")))) {
      throw new Refusal(
          at.to(terms.last()), "a table of family " + table.family() + " has no hook " + hook);
    }
    if (type.equals("nat") && priority <= -200) {
      throw new Refusal(
          at.to(terms.last()), "a nat chain comes after connection tracking, above -200");
    }
    BaseChain base = new BaseChain(type, hook, priority, devices);
    // Of several hooks in one block nft takes the last.
    if (!isHooked && chain.base().isPresent() && !chain.base().get().equals(base)) {
      throw new Refusal(at.to(terms.last()), "the chain has another hook already");
    }
    isHooked = true;
    chain.hook(base, origin);
  }

  private static List<String> devices(Terms terms) throws Refusal {
    List<String> devices = new ArrayList<>();
    if (terms.take("device")) {
      devices.add(terms.name("an interface").text());
    } else if (terms.take("devices")) {
      terms.expect("=");
      Term braces = terms.next("interfaces in braces");
      for (Term term : braces.inside()) {
        if (!term.is(",")) {
          devices.add(term.text());
        }
      }
    }
    return devices;
  }

  static int priority(LoadedTable.Id table, Terms terms) throws Refusal {
    Term first = terms.next("a priority");
    long number;
    if (first.is("-")) {
      number = -terms.number("a priority");
    } else if (first.kind() == Term.Kind.NUMBER) {
      number = Terms.number(first, "a priority");
    } else {
      Map<String, Integer> names = table.family().equals("bridge") ? BRIDGE_PRIORITIES : PRIORITIES;
      Integer known = names.get(first.text());
      if (known == null) {
        throw new Refusal(first.place(), first.shown() + " is no priority");
      }
      number = known;
      if (terms.take("+")) {
        number += terms.number("a priority");
      } else if (terms.take("-")) {
        number -= terms.number("a priority");
      }
    }
    if (number != (int) number) {
      throw new Refusal(first.place(), "a priority beyond 32 bits");
    }
    return (int) number;
  }

  private static void policy(LoadedChain chain, Terms terms, Origin origin) throws Refusal {
    Term word = terms.next("accept or drop");
    switch (word.text()) {
      case "accept" -> chain.policy(new Verdict.Accept(), origin);
      case "drop" -> chain.policy(new Verdict.Drop(), origin);
      default -> throw new Refusal(word.place(), word.shown() + " is no policy");
    }
  }
}
