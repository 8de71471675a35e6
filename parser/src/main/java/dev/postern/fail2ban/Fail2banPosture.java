package dev.postern.fail2ban;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.Endpoint;
import dev.postern.posture.network.Jail;
import dev.postern.posture.network.RateLimit;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.Problem;
import dev.postern.source.ReadFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Whose failed logins fail2ban bans, in the words of the posture. */
public final class Fail2banPosture {
  /** Filters that count failed logins to mail in one mode or another. */
  private static final Set<String> MAIL_FILTERS = Set.of("dovecot", "postfix", "postfix-sasl");

  private final Fail2banSettings settings;
  private final JailMatch match;
  private final BanScope scope;
  private final Optional<String> doubt;

  private Fail2banPosture(
      Fail2banSettings settings, JailMatch match, BanScope scope, Optional<String> doubt) {
    this.settings = settings;
    this.scope = scope;
    this.match = match;
    this.doubt = doubt;
  }

  private static Optional<String> missing(Fail2banSettings settings, LogWatch logs) {
    return settings.jails().stream()
        .filter(Fail2banPosture::isRead)
        .flatMap(jail -> logs.missing(jail).stream())
        .findFirst();
  }

  private static boolean isRead(JailSettings jail) {
    return jail.enabled() && jail.skipped().isEmpty() && jail.unknown().isEmpty();
  }

  /**
   * The jails of a host.
   *
   * @param versions of the daemons, as their own configuration tells them
   * @param logs where the daemons' failed logins are written
   * @param programs whether a program by which actions ban, such as {@code ufw}, is there and
   *     changes what is let in
   * @param doubt why it is not known whether fail2ban is started at all; empty where it is not
   *     doubted
   */
  public static Fail2banPosture of(
      Fail2banSettings settings,
      Platform platform,
      Map<SoftwareName, Fact<Version>> versions,
      LogWatch logs,
      Function<String, Fact<Boolean>> programs,
      Optional<String> doubt) {
    return new Fail2banPosture(
        settings,
        new JailMatch(platform, versions, logs),
        new BanScope(programs),
        doubt.map(why -> "fail2ban may not be started: " + why).or(() -> missing(settings, logs)));
  }

  public List<ReadFile> files() {
    return settings.files();
  }

  /** Those that are placed in no file of {@link #files}. */
  public List<Problem> problems() {
    return settings.problems();
  }

  /**
   * Limits of an endpoint, and a ban after failed logins by each jail that covers it.
   *
   * @param others those that other layers set
   */
  public Fact<List<RateLimit>> limits(Endpoint endpoint, Fact<List<RateLimit>> others) {
    Fact<List<RateLimit>> limits = others;
    if (endpoint.authentication().offered().is(false)) {
      return limits;
    }
    if (settings.refusal().isPresent()) {
      String reason = "fail2ban does not start with these files: " + settings.refusal().get();
      return limits.flatMap(known -> Fact.unknown(reason));
    }
    for (JailSettings jail : settings.jails()) {
      Fact<Boolean> covers = covers(jail, endpoint);
      if (!covers.is(false)) {
        limits = limits.flatMap(known -> with(known, jail, covers));
      } else if (isMeantFor(jail, endpoint)) {
        limits = limits.because(covers.origins());
      }
    }
    return limits;
  }

  /** Whether a jail would count the failed logins, did it see them and ban for them. */
  private boolean isMeantFor(JailSettings jail, Endpoint endpoint) {
    return isRead(jail)
        && match.of(jail, endpoint).filter(answer -> answer.counted().is(true)).isPresent();
  }

  private static Fact<List<RateLimit>> with(
      List<RateLimit> known, JailSettings jail, Fact<Boolean> covers) {
    List<RateLimit> more = new ArrayList<>(known);
    more.add(JailLimit.of(jail));
    if (covers instanceof Fact.Unknown<Boolean> unknown) {
      Set<List<RateLimit>> possible = new LinkedHashSet<>(List.of(known, List.copyOf(more)));
      String reason = "jail " + jail.name() + ": " + unknown.reason();
      return Fact.oneOf(possible, reason, unknown.origins());
    }
    return Fact.known(List.copyOf(more));
  }

  /** Whether a jail bans clients whose logins to an endpoint fail. */
  private Fact<Boolean> covers(JailSettings jail, Endpoint endpoint) {
    if (!jail.enabled() || jail.skipped().isPresent()) {
      return Fact.known(false, jail.option("enabled").map(Value::origins).orElse(List.of()));
    }
    if (jail.unknown().isPresent()) {
      return Fact.unknown(jail.unknown().get());
    }
    Optional<Fact<Boolean>> counts = match.of(jail, endpoint).map(JailMatch.Answer::both);
    if (counts.isEmpty() || counts.get().is(false)) {
      return counts.orElse(Fact.known(false));
    }
    Fact<Boolean> bans = endpoint.port().flatMap(port -> scope.bans(jail, port));
    return Fact.and(counts.get(), bans).flatMap(this::ifItStarts);
  }

  private Fact<Boolean> ifItStarts(boolean covers) {
    return covers && doubt.isPresent() ? Fact.unknown(doubt.get()) : Fact.known(covers);
  }

  /** The jails that are on, and those for mail that are off, in the order of the files. */
  public Fact<List<Jail>> jails(List<Endpoint> endpoints) {
    if (settings.refusal().isPresent()) {
      return Fact.unknown("fail2ban does not start with these files: " + settings.refusal().get());
    }
    List<Jail> jails = new ArrayList<>();
    for (JailSettings jail : settings.jails()) {
      boolean forMail =
          jail.option("filter")
              .map(Value::text)
              .filter(filter -> MAIL_FILTERS.contains(filter.split("\\[", 2)[0]))
              .isPresent();
      if (jail.enabled() || forMail) {
        jails.add(jail(jail, endpoints));
      }
    }
    return Fact.known(List.copyOf(jails));
  }

  private Jail jail(JailSettings jail, List<Endpoint> endpoints) {
    Fact<List<String>> covers = Fact.known(List.of());
    Fact<Boolean> matches = Fact.known(false);
    for (Endpoint endpoint : endpoints) {
      if (endpoint.authentication().offered().is(false)) {
        continue;
      }
      if (isRead(jail)) {
        Optional<Fact<Boolean>> counts = match.of(jail, endpoint).map(JailMatch.Answer::both);
        matches = Fact.or(matches, counts.orElse(Fact.known(false)));
      }
      Fact<Boolean> covered = covers(jail, endpoint);
      if (!covered.is(false)) {
        covers = covers.with(covered, (ids, yes) -> yes ? appended(ids, endpoint.id()) : ids);
      }
    }
    List<Origin> enabled = jail.option("enabled").map(Value::origins).orElse(List.of());
    boolean isOff = !jail.enabled();
    return new Jail(
        jail.name(),
        jail.unknown().isPresent()
            ? Fact.unknown(jail.unknown().get())
            : Fact.known(jail.enabled() && jail.skipped().isEmpty(), enabled),
        covers,
        JailLimit.failures(jail),
        JailLimit.findSeconds(jail),
        JailLimit.banSeconds(jail),
        isOff ? Fact.unknown("the jail is off; its filter is not read") : matches,
        isOff
            ? Fact.unknown("the jail is off; its actions are not read")
            : Fact.known(jail.actions().stream().map(JailSettings.Part::name).toList()));
  }

  private static List<String> appended(List<String> ids, String id) {
    if (ids.contains(id)) {
      return ids;
    }
    List<String> more = new ArrayList<>(ids);
    more.add(id);
    return List.copyOf(more);
  }
}
