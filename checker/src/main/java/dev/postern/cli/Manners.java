package dev.postern.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** How a command speaks: in colour or not, with warnings or without. */
final class Manners {
  private static final String COLOUR = "--color";

  /** Taken for scripts that give it to every tool: Postern is done before progress could show. */
  private static final String NO_PROGRESS = "--no-progress";

  private static final List<String> WISHES = List.of("auto", "always", "never");

  private final Arguments arguments;
  private final Console console;
  private final String colour;

  Manners(Arguments arguments, Console console) throws UsageError {
    this.arguments = arguments;
    this.console = console;
    this.colour = arguments.word(COLOUR, WISHES, WISHES.get(0));
  }

  static void addTo(CommandSpec spec) {
    spec.addOption(Options.text("WHEN", "auto (default), always or never.", COLOUR));
    spec.addOption(Options.flag("No summary, no warnings.", "-q", "--quiet"));
    spec.addOption(Options.flag("Say more on standard error.", "-v", "--verbose"));
    spec.addOption(Options.flag("No progress on standard error.", NO_PROGRESS));
    spec.addOption(Options.help());
  }

  String colour() {
    return colour;
  }

  boolean quiet() {
    return arguments.flag("-q");
  }

  void warn(String text) {
    if (!quiet()) {
      console.complain("warning: " + text);
    }
  }

  /** Something that ought not to be: a bug that keeps one host from being judged. */
  void bug(String host, Throwable bug) {
    console.complainOfBug(host + ": ", bug, arguments.flag("-v"));
  }

  /** Something that only who asks for more wants to know. */
  void remark(String text) {
    if (arguments.flag("-v")) {
      console.complain(text);
    }
  }
}
