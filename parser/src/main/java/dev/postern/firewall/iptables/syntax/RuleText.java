package dev.postern.firewall.iptables.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rule taken apart into its options.
 *
 * @param basics the options every rule has: {@code -s -d -i -o -p -f}, by their short names
 * @param matches in their order
 * @param target what {@code -j} or {@code -g} names
 * @param isGoto whether it was {@code -g}
 * @param family 4 or 6 when the rule says it is for that family's file alone, else 0
 */
public record RuleText(
    List<Option> basics, List<Use> matches, Optional<Use> target, boolean isGoto, int family) {
  public RuleText {
    basics = List.copyOf(basics);
    matches = List.copyOf(matches);
  }

  /** The extensions it names, its target's last. */
  public List<Use> uses() {
    List<Use> uses = new ArrayList<>(matches);
    target.ifPresent(uses::add);
    return uses;
  }

  /** The option, {@code -i} or {@code -o}, that keeps the rule out of a chain. */
  public Optional<Option> excludedFrom(String chain) {
    boolean leaving = chain.equals("OUTPUT") || chain.equals("POSTROUTING");
    boolean arriving = chain.equals("INPUT") || chain.equals("PREROUTING");
    for (Option option : basics) {
      if ((leaving && option.name().equals("-i")) || (arriving && option.name().equals("-o"))) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  /** An extension with the options given to it. */
  public static final class Use {
    private final Word word;
    private final Optional<Extension> extension;
    private final List<Option> options = new ArrayList<>();

    /**
     * @param word its name as written
     * @param extension empty when there is none of that name
     */
    public Use(Word word, Optional<Extension> extension) {
      this.word = word;
      this.extension = extension;
    }

    public String name() {
      return word.text();
    }

    /** The word that names it. */
    public Word word() {
      return word;
    }

    /** What is known of it; empty where it is not known. */
    public Optional<Extension> extension() {
      return extension;
    }

    public List<Option> options() {
      return options;
    }

    /** The first of its options that has a name. */
    public Optional<Option> option(String name) {
      for (Option option : options) {
        if (option.name().equals(name)) {
          return Optional.of(option);
        }
      }
      return Optional.empty();
    }

    /** {@code -m NAME} with its options, as a reader would name it. */
    public String text() {
      StringBuilder text = new StringBuilder("-m ").append(name());
      options.forEach(option -> text.append(' ').append(option.text()));
      return text.toString();
    }
  }
}
