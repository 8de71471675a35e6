package dev.postern.firewall.nftables.value;

import dev.postern.firewall.model.NumberSet;
import dev.postern.firewall.nftables.syntax.AddressList;
import dev.postern.firewall.nftables.syntax.Catalogue;
import dev.postern.firewall.nftables.syntax.Datatype;
import dev.postern.firewall.nftables.syntax.Expression;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Expression.Symbol;
import dev.postern.firewall.nftables.syntax.Numerals;
import dev.postern.firewall.nftables.syntax.Place;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressRuns;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.net.Prefix;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads values as those of a type: datatype.c and evaluate.c. */
public final class Values {
  private static final int LONGEST_INTERFACE = 15;

  /** Saturday. */
  private static final int LAST_DAY = 6;

  private final Catalogue catalogue;
  private Optional<String> hostName = Optional.empty();

  public Values(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** The first name of a host that stood for an address; nft has to look it up. */
  public Optional<String> hostName() {
    return hostName;
  }

  /** The number that a value is. */
  public long number(Datatype type, Expression value) throws Refusal {
    if (value instanceof Symbol symbol) {
      return symbol(type, symbol);
    }
    if (value instanceof Expression.Operation operation) {
      long left = number(type, operation.left());
      long right = number(type, operation.right());
      return switch (operation.operator()) {
        case "|" -> left | right;
        case "&" -> left & right;
        case "^" -> left ^ right;
        case "<<" -> left << right;
        default -> left >>> right;
      };
    }
    if (value instanceof Expression.Enumeration list && type.isBits()) {
      long bits = 0;
      for (Expression item : list.items()) {
        bits |= number(type, item);
      }
      return bits;
    }
    throw new Refusal(value.place(), "expected one value of type " + type.name());
  }

  private long symbol(Datatype type, Symbol symbol) throws Refusal {
    String text = symbol.text();
    Optional<Long> number = Numerals.parse(text).or(() -> catalogue.number(type, text));
    if (number.isEmpty()) {
      number = special(type, text);
    }
    long found =
        number.orElseThrow(
            () -> new Refusal(symbol.place(), "'%s' is no %s".formatted(text, shown(type))));
    if (found > (type.name().equals("day") ? LAST_DAY : type.largest())) {
      throw new Refusal(
          symbol.place(), "%s is too large for a value of %d bits".formatted(text, type.bits()));
    }
    return found;
  }

  private static String shown(Datatype type) {
    return switch (type.name()) {
      case "inet_service" -> "port: neither a number up to 65535 nor the name of a service";
      case "inet_proto" -> "protocol";
      default -> "value of type " + type.name();
    };
  }

  private static Optional<Long> special(Datatype type, String text) {
    return switch (type.name()) {
      case "time" -> time(text);
      // What these names stand for the host's own files tell; nothing is decided by them.
      case "uid", "gid", "realm", "devgroup", "iface_index", "cgroupsv2" ->
          text.isEmpty() ? Optional.empty() : Optional.of(1L);
      case "classid" -> trafficClass(text);
      case "ether_addr" ->
          text.matches("([0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}")
              ? Optional.of(Long.parseLong(text.replace(":", ""), 16))
              : Optional.empty();
      case "hour" ->
          text.matches("([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
              ? Optional.of(LocalTime.parse(text).toSecondOfDay() + 0L)
              : Optional.empty();
      case "ct_label" ->
          text.matches("[A-Za-z_-][A-Za-z0-9_-]*") ? Optional.of(0L) : Optional.empty();
      case "boolean" ->
          text.equals("true") || text.equals("false") ? Optional.of(0L) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** A duration in milliseconds, or a point in time. */
  private static Optional<Long> time(String text) {
    if (text.matches("([0-9]+(d|h|ms|m|s))++")) {
      return Optional.of(0L + durationMilliseconds(text));
    }
    return text.matches("[0-9]{4}-[01]?[0-9]-[0-3]?[0-9]( [0-2]?[0-9]:[0-5]?[0-9](:[0-5]?[0-9])?)?")
        ? Optional.of(0L)
        : Optional.empty();
  }

  private static long durationMilliseconds(String text) {
    long sum = 0;
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        number = Math.min(number * 10 + c - '0', 1L << 40);
        continue;
      }
      boolean isMillis = c == 'm' && i + 1 < text.length() && text.charAt(i + 1) == 's';
      sum +=
          number
              * (isMillis
                  ? 1
                  : c == 's' ? 1000 : c == 'm' ? 60_000 : c == 'h' ? 3_600_000 : 86_400_000);
      i += isMillis ? 1 : 0;
      number = 0;
    }
    return sum;
  }

  private static Optional<Long> trafficClass(String text) {
    if (text.equals("root")) {
      return Optional.of(0xFFFF_FFFFL);
    }
    if (text.equals("none")) {
      return Optional.of(0L);
    }
    int colon = text.indexOf(':');
    if (!text.matches("[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}")) {
      return Optional.empty();
    }
    return Optional.of(
        (Long.parseLong(text.substring(0, colon), 16) << 16)
            | Long.parseLong(text.substring(colon + 1), 16));
  }

  /** The numbers that a value or set stands for. */
  public NumberSet numbers(Datatype type, Expression value) throws Refusal {
    List<NumberSet.Run> runs = new ArrayList<>();
    collect(type, value, runs);
    return NumberSet.ofRuns(runs);
  }

  private void collect(Datatype type, Expression value, List<NumberSet.Run> into) throws Refusal {
    if (value instanceof Expression.Elements elements) {
      for (Element element : elements.elements()) {
        collect(type, element.key(), into);
      }
    } else if (value instanceof Expression.Range range) {
      long low = number(type, range.low());
      long high = number(type, range.high());
      if (low > high && type.name().equals("hour")) {
        // Through midnight: all but what is between, as nft turns it round.
        if (high > 0) {
          into.add(new NumberSet.Run(0, high - 1));
        }
        into.add(new NumberSet.Run(low + 1, type.largest()));
        return;
      }
      if (low > high) {
        throw new Refusal(value.place(), "the range ends before it starts");
      }
      into.add(new NumberSet.Run(low, high));
    } else if (value instanceof Expression.Prefixed prefix) {
      long base = number(type, prefix.base());
      if (prefix.length() > type.bits()) {
        throw new Refusal(value.place(), "a prefix longer than " + type.bits() + " bits");
      }
      long hosts =
          type.bits() - prefix.length() >= 63
              ? Long.MAX_VALUE
              : (1L << (type.bits() - prefix.length())) - 1;
      into.add(new NumberSet.Run(base & ~hosts, base | hosts));
    } else if (value instanceof Expression.Anything) {
      into.add(new NumberSet.Run(0, type.largest()));
    } else {
      long number = number(type, value);
      into.add(new NumberSet.Run(number, number));
    }
  }

  /** The addresses that a value or set stands for; empty for a host's name. */
  public Optional<AddressSet> addresses(Datatype type, Expression value) throws Refusal {
    Family family = type.name().equals("ipv4_addr") ? Family.V4 : Family.V6;
    AddressRuns runs = new AddressRuns(family);
    return collect(family, value, runs) ? Optional.of(runs.toSet()) : Optional.empty();
  }

  private boolean collect(Family family, Expression value, AddressRuns into) throws Refusal {
    if (value instanceof Expression.Elements elements) {
      return collect(family, elements.elements(), into);
    }
    if (value instanceof Expression.Range range) {
      Optional<Address> low = address(family, range.low());
      Optional<Address> high = address(family, range.high());
      if (low.isEmpty() || high.isEmpty()) {
        return false;
      }
      into.add(
          AddressRange.between(low.get(), high.get())
              .orElseThrow(() -> new Refusal(value.place(), "the range ends before it starts")));
      return true;
    }
    if (value instanceof Expression.Prefixed prefix) {
      Optional<Address> base = address(family, prefix.base());
      if (prefix.length() > family.bits()) {
        throw new Refusal(value.place(), "a prefix longer than " + family.bits() + " bits");
      }
      base.ifPresent(address -> into.add(new Prefix(address, prefix.length())));
      return base.isPresent();
    }
    if (value instanceof Expression.Anything) {
      into.add(Prefix.all(family));
      return true;
    }
    Optional<Address> address = address(family, value);
    address.ifPresent(one -> into.add(one, one));
    return address.isPresent();
  }

  private boolean collect(Family family, List<Element> elements, AddressRuns into) throws Refusal {
    if (family == Family.V4 && elements instanceof AddressList list) {
      into.add(list.runs());
      return collect(family, list.others(), into);
    }
    boolean known = true;
    for (Element element : elements) {
      known &= collect(family, element.key(), into);
    }
    return known;
  }

  /** The type of the addresses that a value or set stands for, by the first of them. */
  public static Datatype addressType(Expression value) {
    if (value instanceof Expression.Elements elements && !elements.elements().isEmpty()) {
      return addressType(elements.elements().get(0).key());
    }
    if (value instanceof Expression.Range range) {
      return addressType(range.low());
    }
    if (value instanceof Expression.Prefixed prefix) {
      return addressType(prefix.base());
    }
    return value instanceof Symbol symbol && symbol.text().indexOf(':') >= 0
        ? Datatype.IPV6
        : Datatype.IPV4;
  }

  /** One address; empty for a host's name, whose address no file tells. */
  public Optional<Address> address(Family family, Expression value) throws Refusal {
    if (value instanceof Symbol symbol) {
      Optional<Address> address =
          Address.parse(symbol.text()).filter(found -> found.family() == family);
      if (address.isPresent()) {
        return address;
      }
      if (family == Family.V4) {
        Optional<Long> number = Numerals.parse(symbol.text()).filter(bits -> bits <= 0xFFFF_FFFFL);
        if (number.isPresent()) {
          return number.map(Address::v4);
        }
      }
      boolean isName =
          symbol.text().matches("[A-Za-z_][A-Za-z0-9_.-]*")
              && Address.parse(symbol.text()).isEmpty();
      if (isName) {
        hostName = hostName.or(() -> Optional.of(symbol.text()));
        return Optional.empty();
      }
    }
    throw new Refusal(value.place(), "expected an IPv" + family.number() + " address");
  }

  /**
   * An interface's name.
   *
   * @param text with a star at its end for every name that starts so
   */
  void checkInterface(String text, Place place) throws Refusal {
    if (text.isEmpty() || text.equals("*") || text.length() > LONGEST_INTERFACE) {
      throw new Refusal(place, "'" + text + "' is no name of an interface");
    }
  }

  /** Reads a value for nothing but what is wrong with it. */
  public void check(Datatype type, Expression value) throws Refusal {
    if (type.bits() == 0) {
      boolean six = value instanceof Symbol symbol && symbol.text().indexOf(':') >= 0;
      addresses(six ? Datatype.IPV6 : Datatype.IPV4, value);
      return;
    }
    if (type.isAddress()) {
      addresses(type, value);
    } else if (type.isText()) {
      checkText(type, value);
    } else if (type.bits() <= 64) {
      numbers(type, value);
    } else if (type.name().equals("ct_label") && value instanceof Symbol symbol) {
      Optional<Long> label = Numerals.parse(symbol.text());
      if (label.isPresent() && label.get() > 127) {
        throw new Refusal(value.place(), "a label above 127");
      }
    }
  }

  private void checkText(Datatype type, Expression value) throws Refusal {
    if (value instanceof Expression.Elements elements) {
      for (Element element : elements.elements()) {
        checkText(type, element.key());
      }
    } else if (value instanceof Symbol symbol) {
      if (type.name().equals("ifname")) {
        checkInterface(symbol.text(), symbol.place());
      } else if (symbol.text().isEmpty() || symbol.text().length() * 8 > type.bits()) {
        throw new Refusal(
            symbol.place(), "a text of 1 to " + type.bits() / 8 + " characters is expected");
      }
    } else if (!(value instanceof Expression.Anything)) {
      throw new Refusal(value.place(), "expected a name");
    }
  }
}
