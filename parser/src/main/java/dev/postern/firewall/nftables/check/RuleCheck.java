package dev.postern.firewall.nftables.check;

import dev.postern.firewall.model.Verdict;
import dev.postern.firewall.nftables.load.LoadedRule;
import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.load.LoadedTable;
import dev.postern.firewall.nftables.load.MemberCheck;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.syntax.Statement;
import dev.postern.firewall.nftables.value.Values;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks what a rule's statements say of each other: protocols that exclude each other, and what
 * translations and rejections need; evaluate.c of nftables 1.0.6.
 */
public final class RuleCheck {
  private static final Set<String> CONNECTION_PORTS =
      Set.of(
          "ct original proto-src",
          "ct original proto-dst",
          "ct reply proto-src",
          "ct reply proto-dst",
          "ct proto-src",
          "ct proto-dst");

  /** What is set to an object that stands in the table by a name. */
  private static final Map<String, String> OBJECTS =
      Map.of(
          "ct helper", "ct helper",
          "ct timeout", "ct timeout",
          "ct expectation", "ct expectation",
          "meta secmark", "secmark");

  /** What the kernel lets rules set alone: nft_meta_get_init(), nft_ct_get_init(). */
  private static final Set<String> NEVER_COMPARED =
      Set.of("meta nftrace", "nftrace", "ct event", "meta secmark", "ct secmark");

  private final LoadedTable table;
  private final Values values;
  private final ProtocolContext protocols;
  private final IcmpMessage message;

  public RuleCheck(LoadedTable table, Values values) {
    this.table = table;
    this.values = values;
    this.message = new IcmpMessage(values);
    this.protocols = new ProtocolContext(table.id().family(), values);
  }

  /** Checks one rule, after those before it. */
  public void check(LoadedRule rule) throws Refusal {
    List<Statement> statements = rule.statements();
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (statement instanceof Statement.Comparison comparison) {
        compared(comparison.left());
        ofFamily(comparison);
        negated(comparison);
        valueless(comparison);
        said(comparison);
      } else if (statement instanceof Statement.VerdictMap map) {
        compared(map.key());
        nameless(map.key(), map.map());
      } else if (statement instanceof Statement.Translation translation) {
        translation(translation);
        boolean ends = !translation.kind().equals("tproxy") && i + 1 < statements.size();
        if (ends && !isComment(statements.get(i + 1))) {
          throw new Refusal(
              statements.get(i + 1).place(), "a statement behind the one that ends the rule");
        }
      } else if (statement instanceof Statement.Ending ending) {
        rejection(ending);
      } else if (statement instanceof Statement.Assignment assignment) {
        assignment(assignment);
      } else if (statement instanceof Statement.Update update) {
        update(update);
      } else if (statement instanceof Statement.Aside aside && aside.kind().equals("dup")) {
        copied(aside);
      } else if (statement instanceof Statement.NamedObject object) {
        compared(object.name());
        named(object.kind(), object.name());
      }
    }
  }

  /** The table has the object; which one a map without a name chooses, also. */
  private void named(String kind, Expression name) throws Refusal {
    if (name instanceof Expression.Symbol symbol) {
      if (!table.objects().containsKey(kind + " " + symbol.text())) {
        throw new Refusal(symbol.place(), "there is no " + kind + " " + symbol.text());
      }
    } else if (name instanceof Expression.Mapped mapped
        && mapped.map() instanceof Expression.Elements elements) {
      for (Expression.Element element : elements.elements()) {
        if (element.data().isPresent()) {
          named(kind, element.data().get());
        }
      }
    }
  }

  private void update(Statement.Update update) throws Refusal {
    compared(update.element().key());
    if (update.element().data().isPresent()) {
      compared(update.element().data().get());
    }
    LoadedSet set = update.set().map(table.sets()::get).orElse(null);
    if (set != null) {
      new UpdateCheck(set, values).check(update);
    }
  }

  private void copied(Statement.Aside copy) throws Refusal {
    String family = table.id().family();
    if (!family.equals("ip") && !family.equals("ip6") && !family.equals("netdev")) {
      throw new Refusal(copy.place(), "packets are not copied in a table of " + family);
    }
  }

  private static boolean isComment(Statement statement) {
    return statement instanceof Statement.Aside aside && aside.kind().equals("comment");
  }

  /** What a packet must be to have what is compared. */
  private void compared(Expression expression) throws Refusal {
    if (expression instanceof Expression.Concatenation parts) {
      for (Expression part : parts.parts()) {
        if (part instanceof Expression.Selector selector && isOfEitherFamily(selector)) {
          throw new Refusal(part.place(), "ip or ip6 must stand before the address");
        }
        compared(part);
      }
    } else if (expression instanceof Expression.Operation operation) {
      compared(operation.left());
    } else if (expression instanceof Expression.Mapped mapped) {
      if (mapped.key() instanceof Expression.Selector selector && isOfEitherFamily(selector)) {
        throw new Refusal(selector.place(), "ip or ip6 must stand before the address");
      }
      compared(mapped.key());
      nameless(mapped.key(), mapped.map());
    } else if (expression instanceof Expression.Selector selector) {
      selected(selector);
    }
  }

  private void nameless(Expression key, Expression map) throws Refusal {
    if (map instanceof Expression.Elements elements) {
      new OverlapCheck(values).check(key, elements);
      KeyCheck.check(key, elements, values);
      MemberCheck.ofNameless(elements.elements());
      for (Expression.Element element : elements.elements()) {
        if (element.data().isPresent() && !element.limits().isEmpty()) {
          throw new Refusal(
              element.key().place(), "a map without a name has no counters or limits");
        }
      }
    }
  }

  private void selected(Expression.Selector selector) throws Refusal {
    String name = selector.name();
    String head = selector.head();
    if (head.equals("ip") || name.contains(" ip ")) {
      protocols.needsNetwork("ip", selector.place());
    } else if (head.equals("ip6") || name.contains(" ip6 ") || selector.isOfExtension()) {
      protocols.needsNetwork("ip6", selector.place());
    } else if (head.equals("arp")) {
      protocols.needsNetwork("arp", selector.place());
    } else if (head.equals("ether") || head.equals("vlan")) {
      protocols.needsLink(head, selector.place());
    } else if (ProtocolContext.isTransport(head)
        && !name.contains(" option")
        && !name.startsWith("sctp chunk")) {
      protocols.needsTransport(head, selector.place());
      if (head.startsWith("icmp")) {
        message.looksAt(selector);
      }
    }
    if (isOfEitherFamily(selector) && protocols.network().isEmpty()) {
      throw new Refusal(selector.place(), "ip or ip6 must stand before the address");
    }
    if (CONNECTION_PORTS.contains(name) && protocols.transport().isEmpty()) {
      throw new Refusal(
          selector.place(),
          "the ports of a connection stand behind a match of tcp, udp or another protocol alone");
    }
    String family = table.id().family();
    if (name.equals("meta nfproto") && (family.equals("ip") || family.equals("ip6"))) {
      throw new Refusal(selector.place(), "nfproto says something in a table of inet alone");
    }
    if (name.matches("(meta )?(ibrname|obrname|ibriport|obriport|ibrvproto|ibrpvid)")
        && !family.equals("bridge")) {
      throw new Refusal(selector.place(), "bridges are known in a table of bridge alone");
    }
  }

  /** What has addresses of either family is compared with those of the packet's own. */
  private void ofFamily(Statement.Comparison comparison) throws Refusal {
    if (comparison.left() instanceof Expression.Selector selector
        && isOfEitherFamily(selector)
        && comparison.right() instanceof Expression.Symbol symbol) {
      values.check(protocols.network().equals("ip6") ? Datatype.IPV6 : Datatype.IPV4, symbol);
    }
  }

  private static boolean isOfEitherFamily(Expression.Selector selector) {
    return selector.type().name().equals("ip_or_ip6");
  }

  /** A {@code !} alone asks for bits that are not set; datatype.c, OP_NEG in evaluate.c. */
  private static void negated(Statement.Comparison comparison) throws Refusal {
    if (comparison.operator().equals("!")
        && !(comparison.left() instanceof Expression.Selector selector
            && selector.type().isBits()
            && isSingle(comparison.right()))) {
      throw new Refusal(
          comparison.place(), "'!' stands between single bits alone; expected != before a value");
    }
  }

  private static void valueless(Statement.Comparison comparison) throws Refusal {
    if (comparison.left() instanceof Expression.Selector selector
        && NEVER_COMPARED.contains(selector.name())) {
      throw new Refusal(selector.place(), "this can be set, but not compared");
    }
    if (comparison.right() instanceof Expression.Anything) {
      throw new Refusal(comparison.right().place(), "found '*', which stands in sets alone");
    }
    if (comparison.right() instanceof Expression.Elements elements) {
      for (Expression.Element element : elements.elements()) {
        if (element.data().isPresent()) {
          throw new Refusal(element.key().place(), "a map; expected a set to compare with");
        }
      }
    }
  }

  private static boolean isSingle(Expression value) {
    return isConstant(value)
        || (value instanceof Expression.Enumeration list
            && list.items().stream().allMatch(RuleCheck::isConstant));
  }

  /** An equality says what the packet is. */
  private void said(Statement.Comparison comparison) throws Refusal {
    boolean isEquality = comparison.operator().isEmpty() || comparison.operator().equals("==");
    if (isEquality && comparison.left() instanceof Expression.Selector selector) {
      message.is(selector, comparison.right());
      protocols.says(selector, comparison.right());
    }
  }

  private void translation(Statement.Translation translation) throws Refusal {
    if (translation.address().isPresent()) {
      compared(translation.address().get());
    }
    Place place = translation.place();
    boolean needsTransport =
        translation.port().isPresent()
            || translation.kind().equals("tproxy")
            || translation.address().filter(RuleCheck::hasPorts).isPresent();
    if (needsTransport && protocols.transport().isEmpty()) {
      throw new Refusal(
          place, "a port is translated behind a match of tcp, udp or another protocol alone");
    }
    if (translation.port().isPresent()) {
      compared(translation.port().get());
    }
    if (translation.address().isPresent()) {
      address(translation, translation.address().get());
    }
  }

  /** Whether a map has addresses together with ports. */
  private static boolean hasPorts(Expression address) {
    return address instanceof Expression.Mapped mapped
        && mapped.map() instanceof Expression.Elements elements
        && elements.elements().stream()
            .anyMatch(one -> one.data().orElse(one.key()) instanceof Expression.Concatenation);
  }

  private void address(Statement.Translation translation, Expression address) throws Refusal {
    String network = protocols.network();
    String family = translation.family().isEmpty() ? network : translation.family();
    if (family.isEmpty()) {
      throw new Refusal(
          translation.place(), "ip or ip6 must stand before an address in a table of inet");
    }
    if (!network.isEmpty() && !network.equals(family)) {
      throw new Refusal(translation.place(), "a packet of " + network + " is none of " + family);
    }
    if (address instanceof Expression.Elements) {
      throw new Refusal(address.place(), "a set; expected an address, a range or a map");
    }
    if (address instanceof Expression.Symbol symbol
        && (symbol.text().indexOf(':') >= 0) != family.equals("ip6")
        && !symbol.text().matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
      throw new Refusal(symbol.place(), "an address of " + family + " is expected");
    }
  }

  private void rejection(Statement.Ending ending) throws Refusal {
    if (!(ending.verdict() instanceof Verdict.Reject)) {
      return;
    }
    String network = protocols.network();
    boolean isLink = table.id().family().equals("bridge") || table.id().family().equals("netdev");
    if (isLink && !network.isEmpty() && !network.startsWith("ip")) {
      throw new Refusal(ending.place(), "packets of " + network + " are not rejected");
    }
    boolean fits =
        switch (ending.manner()) {
          case "tcp" -> protocols.transport().map("tcp"::equals).orElse(true);
          case "icmp" -> !network.equals("ip6");
          case "icmpv6" -> !network.equals("ip");
          case "icmpx" -> !table.id().family().equals("ip") && !table.id().family().equals("ip6");
          default -> true;
        };
    if (!fits) {
      throw new Refusal(ending.place(), "such packets are not rejected with " + ending.manner());
    }
  }

  private void assignment(Statement.Assignment assignment) throws Refusal {
    compared(assignment.target());
    if (assignment.target() instanceof Expression.Selector selector
        && OBJECTS.containsKey(selector.name())) {
      named(OBJECTS.get(selector.name()), assignment.value());
    }
    if (assignment.value() instanceof Expression.Mapped) {
      compared(assignment.value());
    }
    if (assignment.value() instanceof Expression.Elements) {
      throw new Refusal(assignment.value().place(), "a set; expected one value");
    }
    if (assignment.target() instanceof Expression.Selector selector
        && !selector.type().isAddress()
        && !selector.type().isText()
        && isConstant(assignment.value())) {
      values.check(selector.type(), assignment.value());
    }
  }

  private static boolean isConstant(Expression value) {
    return value instanceof Expression.Operation operation
        ? isConstant(operation.left()) && isConstant(operation.right())
        : value instanceof Expression.Symbol;
  }
}
