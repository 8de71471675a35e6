package dev.postern.fail2ban;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.daemon.LogTarget;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import dev.postern.source.FilePattern;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a jail looks where the daemons of its host write that a login has failed. */
public final class LogWatch {
  private static final String STOCK_UNIT = "_SYSTEMD_UNIT=postfix.service";
  private static final Version LAST_INSTANCES = Version.of("3.9");

  private final Map<SoftwareName, Fact<LogTarget>> targets = new EnumMap<>(SoftwareName.class);
  private final SyslogFiles syslog;

  /**
   * A view of one host.
   *
   * @param targets where each daemon among the files writes it
   */
  public LogWatch(FileTree tree, Map<SoftwareName, Fact<LogTarget>> targets) {
    this.targets.putAll(targets);
    this.syslog = new SyslogFiles(tree);
  }

  private Fact<LogTarget> target(SoftwareName software) {
    return targets.getOrDefault(
        software, Fact.unknown("the files do not tell where the daemon logs"));
  }

  /** How the lines look that the jail would see. */
  LogLines.Source form(JailSettings jail, SoftwareName software) {
    if (isJournal(jail)) {
      return LogLines.Source.JOURNAL;
    }
    Optional<LogTarget> target = target(software).toOptional();
    boolean isOwnFile =
        target.map(LogTarget::isFile).orElseGet(() -> text(jail, "logpath").contains("dovecot"));
    return isOwnFile ? LogLines.Source.OWN_FILE : LogLines.Source.SYSLOG;
  }

  /** Whether the daemon's failed logins come to the jail. */
  Fact<Boolean> reaches(JailSettings jail, SoftwareName software, Platform platform) {
    if (isJournal(jail)) {
      return throughJournal(jail, software, platform);
    }
    List<Origin> origins = jail.option("logpath").map(Value::origins).orElse(List.of());
    List<String> paths = paths(jail);
    if (paths.isEmpty()) {
      boolean isWritten = origins.stream().anyMatch(origin -> origin instanceof Origin.Setting);
      return jail.unknown().isEmpty() && isWritten
          ? Fact.known(false, origins)
          : ofThePackage(target(software));
    }
    return target(software)
        .flatMap(
            target ->
                target.isFile()
                    ? Fact.known(watches(paths, target.name()))
                    : syslog.anyGets(paths, target.name(), software))
        .because(origins);
  }

  /**
   * Why it is not known whether fail2ban starts with a jail that is on: it does not when no log of
   * the jail's is there (jailreader.py, convert). Empty when nothing speaks against it.
   */
  Optional<String> missing(JailSettings jail) {
    List<String> paths = paths(jail);
    boolean isWritten =
        targets.values().stream()
            .flatMap(target -> target.toOptional().stream())
            .anyMatch(target -> target.isFile() && watches(paths, target.name()));
    return isJournal(jail) || isWritten || !syslog.lackWriter(paths)
        ? Optional.empty()
        : Optional.of(
            "fail2ban does not start unless the log of jail %s is there, and no syslog daemon is installed that would write %s"
                .formatted(jail.name(), String.join(" or ", paths)));
  }

  /** Each package's own jails read what syslog or the journal gets. */
  private static Fact<Boolean> ofThePackage(Fact<LogTarget> target) {
    return target.toOptional().filter(LogWatch::isFileOfItsOwn).isPresent()
        ? Fact.unknown(
            "the files do not tell which log the jail reads; the daemon writes one of its own",
            target.origins())
        : Fact.known(
            true, new Origin.Assumption("failed logins are logged to the log that fail2ban reads"));
  }

  static boolean watches(List<String> paths, String file) {
    for (String path : paths) {
      if (path.equals(file) || FilePattern.matches(path, file)) {
        return true;
      }
    }
    return false;
  }

  private Fact<Boolean> throughJournal(
      JailSettings jail, SoftwareName software, Platform platform) {
    Fact<LogTarget> target = target(software);
    if (target.toOptional().filter(LogWatch::isFileOfItsOwn).isPresent()) {
      return Fact.known(
          false,
          target.because(jail.option("backend").map(Value::origins).orElse(List.of())).origins());
    }
    List<String> matches = jail.expressions("journalmatch");
    boolean stockUnit =
        software == SoftwareName.POSTFIX
            && !matches.isEmpty()
            && matches.stream().allMatch(LogWatch::asksForStockUnit);
    Fact<Boolean> instance = runsAsInstance(platform);
    if (stockUnit && instance.is(true)) {
      List<Origin> why = new ArrayList<>(origins(jail, "journalmatch"));
      why.addAll(instance.origins());
      return Fact.known(false, why);
    }
    if (stockUnit && !platform.distribution().is(Platform.Distribution.RED_HAT)) {
      return Fact.unknown(
          "journalmatch "
              + STOCK_UNIT
              + " sees nothing where Postfix runs as postfix@-.service, as in Debian 12");
    }
    if (!matches.isEmpty() && matches.stream().noneMatch(line -> mayBeOf(line, software))) {
      return Fact.known(false, origins(jail, "journalmatch"));
    }
    return Fact.known(
        true, new Origin.Assumption("the journal that fail2ban reads holds the failed logins"));
  }

  /** Where an option stands, or else the filter that brings it. */
  private static List<Origin> origins(JailSettings jail, String option) {
    return jail.option(option)
        .or(() -> jail.option("filter"))
        .map(Value::origins)
        .orElse(List.of());
  }

  /**
   * Whether systemd runs Postfix as postfix@-.service and nothing as postfix.service: Debian's
   * packages before 3.9, and Ubuntu's (systemctl cat postfix, debian/postfix@.service).
   */
  private static Fact<Boolean> runsAsInstance(Platform platform) {
    return Fact.and(
        platform.distribution().map(Platform.Distribution.DEBIAN::equals),
        platform
            .version(SoftwareName.POSTFIX)
            .map(version -> version.compareTo(LAST_INSTANCES) < 0));
  }

  /** A plus sign between units, or two of them, asks for either. */
  private static boolean asksForStockUnit(String match) {
    boolean asks = false;
    for (String word : Python.words(match)) {
      if (word.startsWith("_SYSTEMD_UNIT=")) {
        if (!word.equals(STOCK_UNIT)) {
          return false;
        }
        asks = true;
      }
    }
    return asks;
  }

  private static boolean isFileOfItsOwn(LogTarget target) {
    return target.isFile() && !target.name().startsWith("/dev/");
  }

  /** Whether a match of the journal does not ask for another unit than the daemon's. */
  private static boolean mayBeOf(String match, SoftwareName software) {
    String unit = "_SYSTEMD_UNIT=" + (software == SoftwareName.DOVECOT ? "dovecot" : "postfix");
    for (String word : Python.words(match)) {
      if (word.startsWith("_SYSTEMD_UNIT=") && !word.startsWith(unit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isJournal(JailSettings jail) {
    return text(jail, "backend").startsWith("systemd");
  }

  /** One a line; a word behind it says from which end reading starts. */
  private static List<String> paths(JailSettings jail) {
    return text(jail, "logpath")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(line -> line.split("\\s", 2)[0])
        .toList();
  }

  private static String text(JailSettings jail, String option) {
    return jail.option(option).map(Value::text).orElse("");
  }
}
