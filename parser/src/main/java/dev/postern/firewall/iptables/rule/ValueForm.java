package dev.postern.firewall.iptables.rule;

import dev.postern.firewall.iptables.syntax.Catalogue;
import dev.postern.firewall.iptables.syntax.Values;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.InternetNames;
import dev.postern.net.ShortAddress;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of an option's value, XTTYPE_* of xtables.h, and how {@code libxtables/xtoptions.c} of
 * iptables 1.8.9 reads it.
 */
sealed interface ValueForm {
  /** What {@code <number>} of a pattern stands for. */
  String NUMBER = "(0[xX][0-9a-fA-F]{1,8}|0[0-7]*|[1-9][0-9]{0,9})";

  /** Whether iptables takes a value. */
  boolean takes(String text, Catalogue catalogue, Family family);

  /** What it would have taken, for a message; empty where that cannot be said in words. */
  String expected();

  /** The form of a row in {@code values.tsv}. */
  static ValueForm of(String form, String bounds) {
    return switch (form) {
      case "number" -> new OneNumber(Bounds.of(bounds));
      case "span" -> new Span(Bounds.of(bounds));
      case "range" -> new Range(Bounds.of(bounds));
      case "masked" -> new Masked(Bounds.of(bounds));
      case "abbreviation" -> new Abbreviation(List.of(bounds.split(",", -1)));
      case "text" -> new Text(Bounds.of(bounds));
      case "words" ->
          new Words(Pattern.compile(bounds.replace("<number>", NUMBER), Pattern.DOTALL));
      default -> Named.valueOf(form.toUpperCase(Locale.ROOT));
    };
  }

  /** {@code FIRST-LAST}, both included, unsigned; without an end where LAST is left out. */
  record Bounds(long first, long last) {
    private static final long NONE = -1;

    static Bounds of(String text) {
      int dash = text.indexOf('-');
      String last = text.substring(dash + 1);
      return new Bounds(
          Long.parseUnsignedLong(text.substring(0, dash)),
          last.isEmpty() ? NONE : Long.parseUnsignedLong(last));
    }

    boolean contain(long number) {
      return Long.compareUnsigned(first, number) <= 0 && Long.compareUnsigned(number, last) <= 0;
    }

    boolean contain(String text) {
      return Values.unsigned(text).filter(this::contain).isPresent();
    }

    @Override
    public String toString() {
      return last == NONE && first > 0
          ? first + " or more"
          : Long.toUnsignedString(first) + " to " + Long.toUnsignedString(last);
    }
  }

  /** A number. */
  record OneNumber(Bounds bounds) implements ValueForm {
    @Override
    public boolean takes(String text, Catalogue catalogue, Family family) {
      return bounds.contain(text);
    }

    @Override
    public String expected() {
      return "a number from " + bounds;
    }
  }

  /** One number or none, or a range: from 1.8.10 on a greater first one is refused. */
  record Span(Bounds bounds) implements ValueForm {
    @Override
    public boolean takes(String text, Catalogue catalogue, Family family) {
      return text.isEmpty()
          || bounds.contain(text)
          || new Range(bounds).takes(text, catalogue, family);
    }

    @Override
    public String expected() {
      return "numbers from " + bounds;
    }
  }

  /** Two numbers with a colon between, the first no greater than the second. */
  record Range(Bounds bounds) implements ValueForm {
    @Override
    public boolean takes(String text, Catalogue catalogue, Family family) {
      int colon = text.indexOf(':');
      Optional<Long> first = colon < 0 ? Optional.empty() : end(text.substring(0, colon), 0);
      Optional<Long> last = end(text.substring(colon + 1), bounds.last());
      return first.isPresent()
          && last.isPresent()
          && Long.compareUnsigned(first.get(), last.get()) <= 0;
    }

    private Optional<Long> end(String text, long otherwise) {
      return text.isEmpty()
          ? Optional.of(otherwise)
          : Values.unsigned(text).filter(bounds::contain);
    }

    @Override
    public String expected() {
      return "a range of numbers from " + bounds;
    }
  }

  /** A number, which may have a mask behind a slash. */
  record Masked(Bounds bounds) implements ValueForm {
    @Override
    public boolean takes(String text, Catalogue catalogue, Family family) {
      int slash = text.indexOf('/');
      return slash < 0
          ? bounds.contain(text)
          : bounds.contain(text.substring(0, slash)) && bounds.contain(text.substring(slash + 1));
    }

    @Override
    public String expected() {
      return "VALUE or VALUE/MASK of " + bounds;
    }
  }

  /** What one name begins with, in letters of either kind, and no other. */
  record Abbreviation(List<String> names) implements ValueForm {
    @Override
    public boolean takes(String text, Catalogue catalogue, Family family) {
      return names.stream()
              .filter(name -> name.regionMatches(true, 0, text, 0, text.length()))
              .count()
          == 1;
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", names);
    }
  }

  /** Anything of some length. */
  record Text(Bounds bytes) implements ValueForm {
    @Override
    public boolean takes(String text, Catalogue catalogue, Family family) {
      return bytes.contain(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Override
    public String expected() {
      return bytes + " characters";
    }
  }

  /** What a pattern describes. */
  record Words(Pattern pattern) implements ValueForm {
    @Override
    public boolean takes(String text, Catalogue catalogue, Family family) {
      return pattern.matcher(text).matches();
    }

    @Override
    public String expected() {
      return "";
    }
  }

  /** The forms that need no bounds. */
  enum Named implements ValueForm {
    PART("a number from 0 to 1") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        try {
          double part = Double.parseDouble(text);
          return part >= 0 && part <= 1;
        } catch (NumberFormatException e) {
          return false;
        }
      }
    },
    HOST("an address") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        return isHost(text, family);
      }
    },
    NETWORK("an address or a network") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        int slash = text.indexOf('/');
        return slash < 0
            ? isHost(text, family)
            : isHost(text.substring(0, slash), family)
                && isPrefix(text.substring(slash + 1), family);
      }
    },
    PREFIX("the length of a prefix, or a mask") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        return isPrefix(text, family);
      }
    },
    PORT("a port") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        return !text.isEmpty() && port(text, 0).isPresent();
      }
    },
    PORTS("a port or a range of ports") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        int colon = text.indexOf(':');
        Optional<Long> first = colon < 0 ? Optional.of(0L) : port(text.substring(0, colon), 0);
        Optional<Long> last = port(text.substring(colon + 1), 0xFFFF);
        return first.isPresent() && last.isPresent() && first.get() <= last.get();
      }
    },
    PROTOCOL("a protocol") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        return catalogue.protocol(text.toLowerCase(Locale.ROOT)).isPresent();
      }
    },
    SECONDS("seconds, 1 or more") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        Matcher number = LEADING_NUMBER.matcher(text);
        return number.find() && new BigInteger(number.group(1)).min(MOST_LONG).intValue() > 0;
      }
    },
    MAC("the address of an Ethernet card") {
      @Override
      public boolean takes(String text, Catalogue catalogue, Family family) {
        return ETHERNET.matcher(text).matches();
      }
    };

    private static final Pattern LEADING_NUMBER =
        Pattern.compile("^[ \\t\\n\\x0B\\f\\r]*+\\+?([0-9]++)");

    private static final BigInteger MOST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private static final Pattern ETHERNET =
        Pattern.compile("([0-9A-Fa-f]{0,2}:){5}[0-9A-Fa-f]{0,2}");

    private final String expected;

    Named(String expected) {
      this.expected = expected;
    }

    @Override
    public String expected() {
      return expected;
    }

    /** An address of the family, as getaddrinfo(3) reads it, or what a resolver could know. */
    private static boolean isHost(String text, Family family) {
      Optional<Address> address = address(text, family);
      boolean mayBeName =
          text.matches("[A-Za-z0-9._-]*[A-Za-z][A-Za-z0-9._-]*") && text.indexOf(':') < 0;
      return address.isPresent() || mayBeName;
    }

    private static Optional<Address> address(String text, Family family) {
      return (family == Family.V4 ? ShortAddress.parse(text) : Address.parse(text))
          .filter(address -> address.family() == family);
    }

    private static boolean isPrefix(String text, Family family) {
      return new Bounds(0, family.bits()).contain(text) || address(text, family).isPresent();
    }

    /** Of any number of digits, as getaddrinfo(3) takes it, or the name of a service. */
    private static Optional<Long> port(String text, long otherwise) {
      if (text.isEmpty()) {
        return Optional.of(otherwise);
      }
      return text.matches("[0-9]{1,18}")
          ? Optional.of(Long.valueOf(text))
          : InternetNames.port(text).map(Integer::longValue);
    }
  }
}
