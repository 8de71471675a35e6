package dev.postern.firewall.ufw;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.firewall.iptables.load.FamilyTables;
import dev.postern.firewall.model.ConnectionState;
import dev.postern.firewall.model.Match;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Family;
import dev.postern.source.SourceFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds ufw's own chains of one address family and loads the rule files into them, in the order of
 * ufw_start() in ufw-init-functions.
 */
final class FamilyLoader {
  private static final List<String> DIRECTIONS = List.of("input", "output", "forward");

  /** The chains that a built-in chain calls, in their order. */
  private static final List<String> PRIMARY =
      List.of("before-logging", "before", "after", "after-logging", "reject", "track");

  private static final List<String> OF_USER_RULES =
      List.of(
          "user-input",
          "user-output",
          "user-forward",
          "user-logging-input",
          "user-logging-output",
          "user-logging-forward",
          "user-limit",
          "user-limit-accept");

  private static final String FILTER = "filter";

  private static final int TCP = 6;
  private static final int UDP = 17;

  private final FamilyTables tables;
  private final String prefix;
  private final Origin.Setting anchor;
  private final Function<String, Fact<String>> variables;

  /** One of the rule files, if it is there. */
  record RuleFile(String path, Optional<SourceFile> source) {}

  /**
   * A loader of one family.
   *
   * @param anchor the origin of rules that no statement of a file gives
   * @param variables gives the values of the configuration's variables
   */
  FamilyLoader(
      FamilyTables tables, Origin.Setting anchor, Function<String, Fact<String>> variables) {
    this.tables = tables;
    this.prefix = tables.family() == Family.V4 ? "ufw-" : "ufw6-";
    this.anchor = anchor;
    this.variables = variables;
  }

  void load(Function<String, RuleFile> files) {
    for (String direction : DIRECTIONS) {
      primaryChains(direction);
    }
    for (String direction : DIRECTIONS) {
      defaultChains(direction);
    }
    create("logging-deny");
    create("logging-allow");
    for (String direction : DIRECTIONS) {
      create("skip-to-policy-" + direction);
      append("skip-to-policy-" + direction, List.of(), verdict(direction), origin(direction));
    }
    String version = tables.family() == Family.V4 ? "" : "6";
    RuleFile before = files.apply("before" + version + ".rules");
    before.source().ifPresentOrElse(tables::add, this::asShipped);
    files.apply("after" + version + ".rules").source().ifPresent(tables::add);
    OF_USER_RULES.forEach(this::create);
    load(files.apply("user" + version + ".rules"), "user-input");
    for (String direction : DIRECTIONS) {
      jump(prefix + "before-" + direction, "user-" + direction);
    }
    for (String direction : DIRECTIONS) {
      Verdict policy =
          verdict(direction) instanceof Verdict.Reject ? new Verdict.Drop() : verdict(direction);
      tables.policy(FILTER, direction.toUpperCase(Locale.ROOT), policy, origin(direction));
    }
  }

  private void primaryChains(String direction) {
    for (String chain : PRIMARY) {
      create(chain + "-" + direction);
      jump(direction.toUpperCase(Locale.ROOT), chain + "-" + direction);
    }
  }

  private void defaultChains(String direction) {
    Verdict verdict = verdict(direction);
    if (verdict instanceof Verdict.Reject) {
      append("reject-" + direction, List.of(), verdict, origin(direction));
    } else if (verdict instanceof Verdict.Accept) {
      for (int protocol : List.of(TCP, UDP)) {
        append(
            "track-" + direction,
            List.of(
                new Match.Protocols(Set.of(protocol)),
                new Match.States(Set.of(ConnectionState.NEW))),
            verdict,
            origin(direction));
      }
    }
  }

  /** What a file that is not there would have decided is unknown from its chain on. */
  private void load(RuleFile file, String chain) {
    if (file.source().isPresent()) {
      tables.add(file.source().get());
    } else {
      String reason = file.path() + ", which is not among the files";
      append(chain, List.of(), new Verdict.Undecided(reason), anchor);
    }
  }

  /** Of the file before the user's rules, as ufw ships it, what matters to connections. */
  private void asShipped() {
    for (String direction : DIRECTIONS) {
      append(
          "before-" + direction,
          List.of(new Match.States(Set.of(ConnectionState.RELATED, ConnectionState.ESTABLISHED))),
          new Verdict.Accept(),
          anchor);
    }
  }

  private Fact<String> policy(String direction) {
    return variables.apply("DEFAULT_" + direction.toUpperCase(Locale.ROOT) + "_POLICY");
  }

  private Verdict verdict(String direction) {
    Fact<String> policy = policy(direction);
    if (policy instanceof Fact.Unknown<String> unknown) {
      return new Verdict.Undecided(unknown.reason());
    }
    String value = policy.toOptional().orElse("");
    return switch (value) {
      case "ACCEPT" -> new Verdict.Accept();
      case "DROP" -> new Verdict.Drop();
      case "REJECT" -> new Verdict.Reject();
      default ->
          new Verdict.Undecided(
              "the default policy '" + value + "', which is none of ACCEPT, DROP and REJECT");
    };
  }

  private Origin.Setting origin(String direction) {
    for (Origin origin : policy(direction).origins()) {
      if (origin instanceof Origin.Setting setting) {
        return setting;
      }
    }
    return anchor;
  }

  private void create(String chain) {
    tables.create(FILTER, prefix + chain, anchor);
  }

  private void jump(String from, String to) {
    tables.append(
        FILTER, from, new Rule(List.of(), List.of(), new Verdict.Jump(prefix + to), anchor));
  }

  private void append(String chain, List<Match> matches, Verdict verdict, Origin.Setting origin) {
    tables.append(FILTER, prefix + chain, new Rule(matches, List.of(), verdict, origin));
  }
}
