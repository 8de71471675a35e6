package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import dev.postern.source.TextStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.CommonTokenStream;

/** firewalld.conf(5): the first value of each option holds. */
final class Options {
  private static final Set<String> WANTED = Set.of("DefaultZone", "FirewallBackend");

  private static final Set<String> IGNORED =
      Set.of(
          "MinimalMark",
          "CleanupOnExit",
          "CleanupModulesOnExit",
          "Lockdown",
          "IPv6_rpfilter",
          "IndividualCalls",
          "LogDenied",
          "AutomaticHelpers",
          "FlushAllOnReload",
          "RFC3964_IPv4",
          "AllowZoneDrifting",
          "NftablesFlowtable",
          "NftablesCounters",
          "NftablesTableOwner",
          "StrictForwardPorts",
          "ReloadPolicy");

  private final Map<String, Option> values = new LinkedHashMap<>();
  private final ReadFile file;

  /** An option's value and where it stands. */
  record Option(String value, Origin.Setting origin) {}

  private Options(SourceFile source) {
    OptionsLexer lexer = new OptionsLexer(new TextStream(source.text()));
    OptionsParser parser = new OptionsParser(new CommonTokenStream(lexer));
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    List<Problem> problems = new ArrayList<>();
    int understood = 0;
    int ignored = 0;
    for (OptionsParser.LineContext line : parser.file().line()) {
      int number = line.getStart().getLine();
      if (line instanceof OptionsParser.OptionContext option) {
        String name = option.name.getText().strip();
        String value = option.value.getText().strip();
        if (value.isEmpty() || !(WANTED.contains(name) || IGNORED.contains(name))) {
          problems.add(leftOut(source, number));
        } else if (WANTED.contains(name)) {
          understood++;
          Origin.Setting origin =
              new Origin.Setting(source.lineSpan(number), source.line(number).strip());
          values.putIfAbsent(name, new Option(value, origin));
        } else {
          ignored++;
        }
      } else if (line instanceof OptionsParser.OtherContext other && !other.getText().isBlank()) {
        problems.add(leftOut(source, number));
      }
    }
    this.file =
        new ReadFile(
            source, "firewalld", new Coverage(understood, ignored, 0, problems.size()), problems);
  }

  static Options read(SourceFile source) {
    return new Options(source);
  }

  private static Problem leftOut(SourceFile source, int line) {
    return Problem.warning(
        Problem.Kind.NOTE,
        source.lineSpan(line),
        "no option that firewalld knows, so it leaves the line out; expected NAME=VALUE");
  }

  Optional<Option> option(String name) {
    return Optional.ofNullable(values.get(name));
  }

  ReadFile file() {
    return file;
  }
}
