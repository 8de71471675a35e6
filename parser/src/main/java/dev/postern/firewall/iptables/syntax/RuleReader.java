package dev.postern.firewall.iptables.syntax;

import dev.postern.firewall.iptables.syntax.RuleText.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes the words of a rule apart, as do_parse() in xshared.c of iptables 1.8.9: an option belongs
 * to an extension that was named before it, or to that of the protocol.
 */
public final class RuleReader {
  private static final Map<String, String> BASICS =
      Map.ofEntries(
          Map.entry("--protocol", "-p"),
          Map.entry("--source", "-s"),
          Map.entry("--src", "-s"),
          Map.entry("--destination", "-d"),
          Map.entry("--dst", "-d"),
          Map.entry("--in-interface", "-i"),
          Map.entry("--out-interface", "-o"),
          Map.entry("--jump", "-j"),
          Map.entry("--goto", "-g"),
          Map.entry("--match", "-m"),
          Map.entry("--fragments", "-f"),
          Map.entry("--fragment", "-f"),
          Map.entry("--set-counters", "-c"),
          Map.entry("--table", "-t"),
          Map.entry("--ipv4", "-4"),
          Map.entry("--ipv6", "-6"),
          Map.entry("--numeric", "-n"),
          Map.entry("--verbose", "-v"),
          Map.entry("--wait", "-w"),
          Map.entry("--exact", "-x"));

  /** Extensions that {@code -p} brings along: find_proto() in xshared.c. */
  private static final Map<Integer, String> OF_PROTOCOL =
      Map.of(
          1, "icmp", 6, "tcp", 17, "udp", 33, "dccp", 50, "esp", 51, "ah", 58, "icmp6", 132, "sctp",
          135, "mh", 136, "udplite");

  private static final Set<String> VERDICTS = Set.of("ACCEPT", "DROP", "RETURN", "QUEUE");

  private final Catalogue catalogue;
  private final List<Word> words;
  private int at;
  private final List<Option> basics = new ArrayList<>();
  private final List<Use> matches = new ArrayList<>();
  private Optional<Use> target = Optional.empty();
  private boolean isGoto;
  private int family;
  private Optional<String> protocolMatch = Optional.empty();
  private boolean unknownExtensionLast;

  private RuleReader(Catalogue catalogue, List<Word> words) {
    this.catalogue = catalogue;
    this.words = words;
  }

  /** Tells the names that {@code -j} does not take for a chain's. */
  public static Predicate<String> targetNames(Catalogue catalogue) {
    return name -> VERDICTS.contains(name) || catalogue.target(name).isPresent();
  }

  /**
   * The rule of these words, the command and chain left out.
   *
   * @throws Refusal at the word that iptables-restore refuses
   */
  public static RuleText read(Catalogue catalogue, List<Word> words) throws Refusal {
    RuleReader reader = new RuleReader(catalogue, words);
    while (reader.at < words.size()) {
      reader.option();
    }
    return new RuleText(reader.basics, reader.matches, reader.target, reader.isGoto, reader.family);
  }

  private void option() throws Refusal {
    Word word = words.get(at++);
    boolean negated = word.text().equals("!");
    if (negated) {
      if (at == words.size() || words.get(at).text().equals("!")) {
        throw new Refusal(word, "nothing to negate after '!'");
      }
      word = words.get(at++);
    }
    String text = word.text();
    if (text.startsWith("--")) {
      longOption(word, negated);
    } else if (text.length() > 1 && text.startsWith("-")) {
      shortOption(word, negated);
    } else {
      throw new Refusal(word, "bad argument '" + text + "'; expected an option");
    }
  }

  private void shortOption(Word word, boolean negated) throws Refusal {
    String text = word.text();
    String name = text.substring(0, 2);
    if (text.length() > 2) {
      if (name.equals("-p") || !"sdiojgmc".contains(text.substring(1, 2))) {
        throw new Refusal(word, "unknown option '" + text + "'");
      }
      Word glued = new Word(text.substring(2), word.start() + 2, word.end());
      basic(name, word, negated, List.of(glued));
    } else {
      basic(name, word, negated, arguments(word, argumentsOf(name, word)));
    }
  }

  private static int argumentsOf(String name, Word word) throws Refusal {
    return switch (name) {
      case "-p", "-s", "-d", "-i", "-o", "-j", "-g", "-m", "-t", "-c" -> 1;
      case "-f", "-4", "-6", "-n", "-v", "-x", "-w" -> 0;
      default -> throw new Refusal(word, "unknown option '" + word.text() + "'");
    };
  }

  private List<Word> arguments(Word option, int count) throws Refusal {
    if (words.size() - at < count) {
      throw new Refusal(option, "option '" + option.text() + "' needs an argument");
    }
    List<Word> arguments = words.subList(at, at + count);
    at += count;
    return arguments;
  }

  private void basic(String name, Word word, boolean negated, List<Word> arguments) throws Refusal {
    switch (name) {
      case "-m" -> {
        refuseNegation(word, negated);
        match(arguments.get(0));
      }
      case "-j", "-g" -> {
        refuseNegation(word, negated);
        if (target.isPresent()) {
          throw new Refusal(word, "a second target; a rule has one -j or -g");
        }
        Word named = arguments.get(0);
        isGoto = name.equals("-g");
        target =
            Optional.of(new Use(named, isGoto ? Optional.empty() : catalogue.target(named.text())));
        unknownExtensionLast = false;
      }
      case "-p" -> {
        once(name, word);
        basics.add(new Option(name, negated, word, arguments));
        String protocol = arguments.get(0).text().toLowerCase(java.util.Locale.ROOT);
        int number =
            catalogue
                .protocol(protocol)
                .orElseThrow(
                    () -> new Refusal(arguments.get(0), "unknown protocol '" + protocol + "'"));
        protocolMatch = Optional.ofNullable(OF_PROTOCOL.get(number));
      }
      case "-s", "-d", "-i", "-o", "-f" -> {
        once(name, word);
        basics.add(new Option(name, negated, word, arguments));
      }
      case "-4" -> family = 4;
      case "-6" -> family = 6;
      case "-c" -> {
        refuseNegation(word, negated);
        counters(arguments.get(0));
      }
      case "-t" -> throw new Refusal(word, "-t has no place in a file: the *TABLE line names it");
      default -> refuseNegation(word, negated);
    }
  }

  /** {@code -c PACKETS,BYTES} or {@code -c PACKETS BYTES}: parse_rule_counters() in xshared.c. */
  private void counters(Word packets) throws Refusal {
    int comma = packets.text().indexOf(',');
    Word bytes = comma < 0 ? packets : behind(packets, comma);
    if (comma < 0) {
      boolean isThere = at < words.size() && !words.get(at).text().matches("[-!].*");
      if (!isThere) {
        throw new Refusal(packets, "-c needs a number of packets and one of bytes");
      }
      bytes = words.get(at++);
    }
    for (Word number : List.of(packets, bytes)) {
      if (!number.text().matches("[-+]?[0-9].*")) {
        throw new Refusal(number, "'" + number.text() + "' counts nothing; expected a number");
      }
    }
  }

  private void once(String name, Word word) throws Refusal {
    if (basics.stream().anyMatch(option -> option.name().equals(name))) {
      throw new Refusal(word, "a second " + name + "; a rule has one");
    }
  }

  private static void refuseNegation(Word word, boolean negated) throws Refusal {
    if (negated) {
      throw new Refusal(word, "'!' cannot stand before " + word.text());
    }
  }

  private Use match(Word name) {
    Use use = new Use(name, catalogue.match(name.text()));
    matches.add(use);
    unknownExtensionLast = use.extension().isEmpty();
    return use;
  }

  private void longOption(Word word, boolean negated) throws Refusal {
    int equals = word.text().indexOf('=');
    String name = equals < 0 ? word.text() : word.text().substring(0, equals);
    String basic = BASICS.get(name);
    if (basic != null) {
      if (equals >= 0 && basic.equals("-p")) {
        throw new Refusal(word, "unknown protocol '" + word.text() + "'");
      }
      List<Word> glued = equals < 0 ? List.of() : List.of(behind(word, equals));
      basic(basic, word, negated, equals < 0 ? arguments(word, argumentsOf(basic, word)) : glued);
      return;
    }
    Optional<Use> owner = ownerOf(name);
    if (owner.isEmpty()) {
      if (unknownExtensionLast && !matches.isEmpty()) {
        ofUnknown(matches.get(matches.size() - 1), word, negated);
        return;
      }
      if (target.isPresent() && mayTakeOptions(target.get())) {
        ofUnknown(target.get(), word, negated);
        return;
      }
      String abbreviated = abbreviatedBasic(name);
      if (!abbreviated.isEmpty()) {
        basic(abbreviated, word, negated, arguments(word, argumentsOf(abbreviated, word)));
        return;
      }
      throw new Refusal(
          word,
          "unknown option '%s'; an option stands behind the -m, -p or -j it belongs to"
              .formatted(name));
    }
    take(owner.get(), name, word, equals, negated);
  }

  /** Of a target that is not known here nobody knows the options; verdicts have none. */
  private boolean mayTakeOptions(Use use) {
    return use.extension().isEmpty() && !isGoto && !VERDICTS.contains(use.name());
  }

  private static Word behind(Word word, int equals) {
    return new Word(word.text().substring(equals + 1), word.start() + equals + 1, word.end());
  }

  private static String abbreviatedBasic(String name) {
    List<String> found =
        BASICS.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(name))
            .map(Map.Entry::getValue)
            .distinct()
            .toList();
    return found.size() == 1 ? found.get(0) : "";
  }

  /**
   * The extension an option belongs to: of those named so far by its full name before any
   * abbreviation, as getopt(3) does, and only then that of the protocol.
   */
  private Optional<Use> ownerOf(String name) {
    return named(name, true).or(() -> named(name, false)).or(() -> ofProtocol(name));
  }

  private Optional<Use> named(String name, boolean inFull) {
    for (int i = matches.size() - 1; i >= 0; i--) {
      if (knows(matches.get(i).extension(), name, inFull)) {
        return Optional.of(matches.get(i));
      }
    }
    return target.filter(use -> knows(use.extension(), name, inFull));
  }

  private Optional<Use> ofProtocol(String name) {
    return protocolMatch
        .filter(match -> matches.stream().noneMatch(use -> use.name().equals(match)))
        .filter(match -> knows(catalogue.match(match), name, false))
        .map(match -> match(new Word(match, 0, 0)));
  }

  private static boolean knows(Optional<Extension> extension, String name, boolean inFull) {
    return extension
        .filter(one -> inFull ? one.options().containsKey(name) : !one.named(name).isEmpty())
        .isPresent();
  }

  private void take(Use use, String name, Word word, int equals, boolean negated) throws Refusal {
    List<Extension.Form> forms = use.extension().orElseThrow().named(name);
    if (forms.size() > 1) {
      throw new Refusal(word, "option '" + name + "' is ambiguous");
    }
    Extension.Form form = forms.get(0);
    boolean laterNegation =
        !negated && at < words.size() && words.get(at).text().equals("!") && form.arguments() > 0;
    if (laterNegation) {
      throw new Refusal(words.get(at), "'!' stands before the option: ! " + name);
    }
    if (negated && !form.isNegatable()) {
      throw new Refusal(word, "'!' cannot stand before " + name);
    }
    boolean repeated =
        !use.name().equals("policy")
            && use.options().stream().anyMatch(option -> option.name().equals(form.name()));
    if (repeated) {
      throw new Refusal(word, form.name() + " can be used once for each -m " + use.name());
    }
    List<Word> arguments;
    if (equals >= 0) {
      arguments = List.of(behind(word, equals));
    } else if (form.arguments() < 0) {
      boolean given = at < words.size() && !words.get(at).text().startsWith("-");
      arguments = given ? arguments(word, 1) : List.of();
    } else {
      arguments = arguments(word, form.arguments());
    }
    use.options().add(new Option(form.name(), negated, word, arguments));
    if (use.extension().orElseThrow().isTarget()) {
      unknownExtensionLast = false;
    }
  }

  /** What an unknown extension's option takes nobody knows: all words up to the next option. */
  private void ofUnknown(Use use, Word word, boolean negated) {
    int from = at;
    while (at < words.size()
        && !words.get(at).text().startsWith("-")
        && !words.get(at).text().equals("!")) {
      at++;
    }
    use.options().add(new Option(word.text(), negated, word, words.subList(from, at)));
  }
}
