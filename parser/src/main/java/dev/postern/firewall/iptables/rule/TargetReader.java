package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Extension;
import dev.postern.firewall.iptables.syntax.Option;
import dev.postern.firewall.iptables.syntax.Refusal;
import dev.postern.firewall.iptables.syntax.RuleText;
import dev.postern.firewall.iptables.syntax.RuleText.Use;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.firewall.model.Effect;
import dev.postern.firewall.model.PortSet;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a rule's target does. */
final class TargetReader {
  private static final long ALL = 0xFFFF_FFFFL;

  /** libipt_REJECT.c, libip6t_REJECT.c. */
  private static final Set<String> REJECTIONS_V4 =
      Set.of(
          "icmp-net-unreachable",
          "net-unreach",
          "icmp-host-unreachable",
          "host-unreach",
          "icmp-proto-unreachable",
          "proto-unreach",
          "icmp-port-unreachable",
          "port-unreach",
          "icmp-net-prohibited",
          "net-prohib",
          "icmp-host-prohibited",
          "host-prohib",
          "tcp-reset",
          "tcp-rst",
          "icmp-admin-prohibited",
          "admin-prohib");

  private static final Set<String> REJECTIONS_V6 =
      Set.of(
          "icmp6-no-route",
          "no-route",
          "icmp6-adm-prohibited",
          "adm-prohibited",
          "icmp6-addr-unreachable",
          "addr-unreach",
          "icmp6-port-unreachable",
          "port-unreach",
          "tcp-reset",
          "icmp6-policy-fail",
          "policy-fail",
          "icmp6-reject-route",
          "reject-route");

  private final Catalogue catalogue;
  private final Family family;
  private final List<Effect> effects = new ArrayList<>();

  TargetReader(Catalogue catalogue, Family family) {
    this.catalogue = catalogue;
    this.family = family;
  }

  List<Effect> effects() {
    return effects;
  }

  /** What becomes of the packets; a name that is no target is a chain's. */
  Verdict read(RuleText rule) throws Refusal {
    if (rule.target().isEmpty()) {
      return new Verdict.Continue();
    }
    Use target = rule.target().get();
    if (rule.isGoto()) {
      return new Verdict.Goto(target.name());
    }
    if (target.extension().isPresent()) {
      return extension(target, target.extension().get());
    }
    return switch (target.name()) {
      case "ACCEPT" -> new Verdict.Accept();
      case "DROP" -> new Verdict.Drop();
      case "RETURN" -> new Verdict.Return();
      case "QUEUE" -> new Verdict.Undecided("-j QUEUE");
      default -> new Verdict.Jump(target.name());
    };
  }

  private Verdict extension(Use target, Extension extension) throws Refusal {
    return switch (extension.modelling()) {
      case ASIDE -> new Verdict.Continue();
      case NO -> new Verdict.Undecided("-j " + target.text().substring("-m ".length()));
      case YES -> evaluated(target);
    };
  }

  private Verdict evaluated(Use target) throws Refusal {
    switch (target.name()) {
      case "REJECT" -> {
        checkRejection(target);
        return new Verdict.Reject();
      }
      case "REDIRECT" -> {
        return redirect(target);
      }
      case "DNAT" -> {
        return translation(target, "--to-destination");
      }
      // The source is rewritten behind all that decides who gets in.
      case "SNAT" -> {
        translation(target, "--to-source");
        return new Verdict.Accept();
      }
      case "MASQUERADE" -> {
        redirect(target);
        return new Verdict.Accept();
      }
      case "NOTRACK" -> effects.add(new Effect.Untrack());
      case "CT" -> {
        if (target.option("--notrack").isPresent()) {
          effects.add(new Effect.Untrack());
        }
      }
      case "MARK" -> marks(target, false);
      case "CONNMARK" -> marks(target, true);
      case "DSCP", "ECN", "HL", "TCPMSS", "TCPOPTSTRIP", "TOS", "TTL" ->
          effects.add(new Effect.Alter());
      default -> effects.add(new Effect.LoseMark());
    }
    return new Verdict.Continue();
  }

  /** The ports behind an address, or a range of addresses, that is not followed. */
  private void checkPorts(Option option, String text) throws Refusal {
    int colon = text.indexOf(':', Math.max(0, text.indexOf(']')));
    boolean isPlainV6 = text.indexOf(']') < 0 && text.indexOf(':') != text.lastIndexOf(':');
    if (colon >= 0 && !isPlainV6) {
      checkRange(option, text.substring(colon + 1));
    }
  }

  private void checkRejection(Use target) throws Refusal {
    Optional<Option> with = target.option("--reject-with");
    Set<String> known = family == Family.V4 ? REJECTIONS_V4 : REJECTIONS_V6;
    if (with.isPresent() && known.stream().noneMatch(name -> name.startsWith(with.get().value()))) {
      throw new Refusal(with.get().argument(), "'" + with.get().value() + "' is no way to reject");
    }
  }

  private Verdict redirect(Use target) throws Refusal {
    Optional<Option> to = target.option("--to-ports");
    return to.isEmpty()
        ? Verdict.Translate.keepingPort(Optional.empty())
        : toPort(target, to.get(), Optional.empty(), to.get().value());
  }

  private Verdict translation(Use target, String to) throws Refusal {
    Option option =
        target
            .option(to)
            .orElseThrow(() -> new Refusal(target.word(), target.name() + " needs " + to));
    String text = option.value();
    int bracket = text.lastIndexOf(']');
    int colon = text.indexOf(':', Math.max(0, bracket));
    boolean bareV6 = bracket < 0 && text.indexOf(':') != text.lastIndexOf(':');
    String host = colon < 0 || bareV6 ? text : text.substring(0, colon);
    Optional<Address> address = host.isEmpty() ? Optional.empty() : Address.parse(host);
    if (text.isEmpty() || (!host.isEmpty() && !isOfFamily(address))) {
      if (isRange(host)) {
        checkPorts(option, text);
        return new Verdict.Undecided("-j " + target.name() + " " + option.text());
      }
      throw new Refusal(option.argument(), "'" + host + "' is no address of this family");
    }
    return colon < 0 || bareV6
        ? Verdict.Translate.keepingPort(address)
        : toPort(target, option, address, text.substring(colon + 1));
  }

  private boolean isOfFamily(Optional<Address> address) {
    return address.filter(found -> found.family() == family).isPresent();
  }

  private boolean isRange(String text) {
    String hosts = text.matches("\\[.*]") ? text.substring(1, text.length() - 1) : text;
    int dash = hosts.indexOf('-');
    return dash > 0
        && isOfFamily(Address.parse(hosts.substring(0, dash)))
        && isOfFamily(Address.parse(hosts.substring(dash + 1)));
  }

  private Verdict toPort(Use target, Option option, Optional<Address> address, String ports)
      throws Refusal {
    checkRange(option, ports);
    int dash = catalogue.port(ports).isPresent() ? -1 : ports.indexOf('-');
    String first = dash < 0 ? ports : ports.substring(0, dash);
    if (dash >= 0 && (target.option("--random").isPresent() || ports.indexOf('/') >= 0)) {
      return new Verdict.Undecided("-j " + target.name() + " " + option.text());
    }
    PortReader reader = new PortReader(catalogue);
    int port = reader.port(first, option.argument());
    int last = dash < 0 ? port : reader.port(ports.substring(dash + 1), option.argument());
    if (last < port) {
      throw new Refusal(
          option.argument(), "'%s' is a range that ends before it begins".formatted(ports));
    }
    return new Verdict.Translate(address, Optional.of(new PortSet.Span(port, last)));
  }

  /** Of a range each end is a number; a port's name may have a dash of its own. */
  private void checkRange(Option option, String ports) throws Refusal {
    if (ports.indexOf('-') < 0 || catalogue.port(ports).isPresent()) {
      return;
    }
    int slash = ports.indexOf('/');
    boolean fits =
        slash < 0
            || (!option.name().equals("--to-ports")
                && catalogue.port(ports.substring(slash + 1)).filter(n -> n > 0).isPresent());
    for (String end : ports.substring(0, slash < 0 ? ports.length() : slash).split("-", -1)) {
      fits &= Values.number(end).filter(number -> number <= 0xFFFF).isPresent();
    }
    if (!fits) {
      throw new Refusal(
          option.argument(), "'%s' is no range of ports for %s".formatted(ports, option.name()));
    }
  }

  private void marks(Use target, boolean ofConnection) throws Refusal {
    for (Option option : target.options()) {
      switch (option.name()) {
        case "--set-xmark" -> {
          Mark mark = Mark.of(option);
          change(ofConnection, mark.mask(), mark.value());
        }
        case "--set-mark" -> {
          Mark mark = Mark.of(option);
          change(ofConnection, mark.mask() | mark.value(), mark.value());
        }
        case "--and-mark" -> change(ofConnection, ~Mark.of(option).value() & ALL, 0);
        case "--or-mark" -> {
          long bits = Mark.of(option).value();
          change(ofConnection, bits, bits);
        }
        case "--xor-mark" -> change(ofConnection, 0, Mark.of(option).value());
        case "--save-mark" ->
            effects.add(isWhole(target) ? new Effect.SaveMark() : new Effect.LoseMark());
        case "--restore-mark" ->
            effects.add(isWhole(target) ? new Effect.RestoreMark() : new Effect.LoseMark());
        default -> {
          // Masks and shifts belong to --save-mark and --restore-mark.
        }
      }
    }
  }

  private static boolean isWhole(Use target) {
    return target.options().stream()
        .filter(option -> option.name().endsWith("mask") || option.name().contains("shift"))
        .allMatch(
            option ->
                option.name().endsWith("mask")
                    && Values.number(option.value()).filter(mask -> mask == ALL).isPresent());
  }

  private void change(boolean ofConnection, long clear, long flip) {
    effects.add(
        ofConnection ? new Effect.SetConnectionMark(clear, flip) : new Effect.SetMark(clear, flip));
  }
}
