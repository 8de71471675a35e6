package dev.postern.firewall.iptables.set;

import dev.postern.firewall.iptables.syntax.Word;
import java.util.List;
import java.util.Set;

/** Runs the commands of ipset in a script, each of them a program of its own. */
public final class ScriptedSets {
  private static final Set<String> SWITCHES = Set.of("-exist", "-!", "-quiet", "-q");
  private static final Set<String> CLEARING =
      Set.of("destroy", "--destroy", "-X", "flush", "--flush", "-F");

  private final AddressSets sets;

  public ScriptedSets(AddressSets sets) {
    this.sets = sets;
  }

  /** What becomes of a command. */
  public sealed interface Outcome {}

  /** It was run. */
  public record Done() implements Outcome {}

  /** Nothing changes. */
  record Idle() implements Outcome {}

  /** What it changes is not known. */
  public record Unfollowed(String why) implements Outcome {}

  /** ipset refuses it. */
  public record Refused(String why) implements Outcome {}

  /** Runs a command of ipset, given without the program's name. */
  public Outcome run(List<Word> command) {
    String verb =
        command.stream()
            .map(Word::text)
            .filter(word -> !SWITCHES.contains(word))
            .findFirst()
            .orElse("");
    return switch (verb) {
      case "list", "--list", "-L", "save", "--save", "-S" -> new Idle();
      case "restore", "--restore", "-R" -> new Unfollowed("a command that reads another file");
      default ->
          sets.isNamedByRules(command)
              ? new Unfollowed("a command that changes a set behind a rule that names it")
              : change(command, verb);
    };
  }

  private Outcome change(List<Word> command, String verb) {
    try {
      sets.run(command);
      return new Done();
    } catch (SetRefusal refusal) {
      // Scripts make and clear what may be there or not; ipset complains and nothing changes.
      return CLEARING.contains(verb) || refusal.isOfPresence()
          ? new Idle()
          : new Refused(refusal.why());
    }
  }
}
