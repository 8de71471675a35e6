package dev.postern.host;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Networks;
import dev.postern.posture.RateLimit;
import dev.postern.source.Coverage;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Jails of fail2ban, whose files are found but not evaluated: they may ban an address after failed
 * logins, or not.
 */
final class BanJails {
  private final List<String> paths;
  private final List<ReadFile> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private BanJails(List<String> paths) {
    this.paths = paths;
  }

  static BanJails of(HostFiles host) {
    BanJails jails = new BanJails(host.paths(ConfigKind.FAIL2BAN));
    for (String path : jails.paths) {
      try {
        host.tree().read(path).ifPresent(jails::add);
      } catch (FileTree.Unreadable e) {
        jails.problems.add(Problem.ofFile(Problem.Kind.UNREADABLE, path, e.why()));
      }
    }
    return jails;
  }

  List<ReadFile> files() {
    return List.copyOf(files);
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The limits of an endpoint that can be logged in to, with or without a ban after failures. */
  Fact<List<RateLimit>> addTo(Fact<List<RateLimit>> limits, Fact<Boolean> login) {
    if (paths.isEmpty() || login.is(false)) {
      return limits;
    }
    String reason =
        "the jails of "
            + String.join(", ", paths)
            + " are not evaluated: they may ban after failed logins";
    return limits.flatMap(
        known -> {
          List<RateLimit> more = new ArrayList<>(known);
          more.add(ban(reason));
          Set<List<RateLimit>> possible = new LinkedHashSet<>(List.of(known, more));
          return Fact.oneOf(possible, reason, List.of());
        });
  }

  private void add(SourceFile source) {
    int statements = 0;
    for (int number = 1; number <= source.lines(); number++) {
      String line = source.line(number).strip();
      if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
        statements++;
      }
    }
    Problem problem =
        new Problem(
            Problem.Kind.UNMODELLED,
            Problem.Level.WARNING,
            source.path(),
            source.lineSpan(1),
            "fail2ban is not evaluated: whether failed logins are banned is unknown");
    files.add(
        new ReadFile(source, "fail2ban", new Coverage(0, 0, statements, 0), List.of(problem)));
  }

  private static RateLimit ban(String reason) {
    Origin origin = new Origin.Assumption(reason);
    return new RateLimit(
        Fact.known(RateLimit.Layer.FAIL2BAN, origin),
        Fact.known(RateLimit.Kind.AUTHENTICATION_FAILURES, origin),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.known(RateLimit.Key.CLIENT_ADDRESS, origin),
        Fact.known(RateLimit.Action.BAN, origin),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.known(Networks.NONE, origin));
  }
}
