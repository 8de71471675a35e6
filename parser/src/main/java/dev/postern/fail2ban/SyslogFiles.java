package dev.postern.fail2ban;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.packages.PackageDatabase;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import dev.postern.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which files hold what daemons tell syslog(3): rsyslog.conf(5) in its selector form, which is that
 * of syslog.conf(5) on every system. What is written in another form counts as far as it names a
 * file.
 */
final class SyslogFiles {
  private static final List<String> FOLDERS =
      List.of("etc/rsyslog.d", "etc/syslog.d", "etc/syslog-ng/conf.d");
  private static final List<String> MAIN =
      List.of("etc/rsyslog.conf", "etc/syslog.conf", "etc/syslog-ng/syslog-ng.conf");

  /** Where distributions have it: their rsyslog.conf, syslog.conf and syslog-ng.conf. */
  private static final Set<String> USUAL =
      Set.of(
          "/var/log/mail.log",
          "/var/log/mail.info",
          "/var/log/maillog",
          "/var/log/mail",
          "/var/log/syslog",
          "/var/log/messages");

  /** What no other program writes. */
  private static final Set<String> OF_SYSLOG_ALONE =
      Set.of(
          "/var/log/auth.log",
          "/var/log/daemon.log",
          "/var/log/mail.log",
          "/var/log/messages",
          "/var/log/secure",
          "/var/log/syslog");

  private static final List<String> DAEMONS =
      List.of("rsyslog", "syslog-ng-core", "sysklogd", "inetutils-syslogd", "busybox-syslogd");

  private final FileTree tree;

  SyslogFiles(FileTree tree) {
    this.tree = tree;
  }

  /**
   * Whether one of some files, which may be patterns, gets what a daemon tells of a failed login.
   */
  Fact<Boolean> anyGets(List<String> paths, String facility, SoftwareName software) {
    List<SourceFile> files = files();
    if (files.isEmpty()) {
      return withoutFiles(paths);
    }
    for (SourceFile file : files) {
      for (int number = 1; number <= file.lines(); number++) {
        Selector selector = Selector.of(file.line(number));
        if (selector.takes(facility, software) && selector.writesTo(paths)) {
          return Fact.known(
              true, new Origin.Setting(file.lineSpan(number), file.line(number).strip()));
        }
      }
    }
    return inOtherForms(files, paths);
  }

  private Fact<Boolean> withoutFiles(List<String> paths) {
    if (hasNoDaemon()) {
      return Fact.known(
          false,
          new Origin.Assumption(
              "var/lib/dpkg/status lists no syslog daemon: the journal alone gets what is told to syslog"));
    }
    for (String path : paths) {
      if (USUAL.contains(path) || path.indexOf('*') >= 0) {
        return Fact.known(true, new Origin.Assumption("failed logins are logged to " + path));
      }
    }
    return Fact.unknown("no file tells whether syslog writes failed logins to " + paths.get(0));
  }

  private Fact<Boolean> inOtherForms(List<SourceFile> files, List<String> paths) {
    boolean isDynamic = false;
    for (SourceFile file : files) {
      for (int number = 1; number <= file.lines(); number++) {
        String line = file.line(number).strip();
        if (line.startsWith("#") || Selector.of(line).isPlain()) {
          continue;
        }
        for (String path : paths) {
          if (line.contains(path)) {
            return Fact.unknown("what this sends to " + path + ": " + line);
          }
        }
        isDynamic |= line.contains("?") || line.contains("dynaFile") || line.contains("$(");
      }
    }
    return isDynamic
        ? Fact.unknown("to which files syslog writes is worked out when it runs")
        : Fact.known(
            false,
            new Origin.Assumption(
                "nothing in %s sends failed logins to %s"
                    .formatted(files.get(0).path(), paths.get(0))));
  }

  /** Whether files are of syslog's alone, and nothing is installed that would write them. */
  boolean lackWriter(List<String> paths) {
    return !paths.isEmpty() && OF_SYSLOG_ALONE.containsAll(paths) && hasNoDaemon();
  }

  private boolean hasNoDaemon() {
    Optional<PackageDatabase> packages = PackageDatabase.of(tree).filter(PackageDatabase::isDebian);
    return packages.isPresent() && DAEMONS.stream().noneMatch(packages.get()::lists);
  }

  private List<SourceFile> files() {
    List<SourceFile> files = new ArrayList<>();
    for (String path : MAIN) {
      read(path).ifPresent(files::add);
    }
    for (String folder : FOLDERS) {
      for (String name : tree.list(folder)) {
        if (name.endsWith(".conf")) {
          read(folder + "/" + name).ifPresent(files::add);
        }
      }
    }
    return files;
  }

  private Optional<SourceFile> read(String path) {
    try {
      return tree.read(path);
    } catch (FileTree.Unreadable e) {
      return Optional.empty();
    }
  }

  /**
   * One line of {@code selectors file}.
   *
   * @param selectors empty when the line is none
   */
  private record Selector(List<String> selectors, String action) {
    private static final List<String> PRIORITIES =
        List.of("debug", "info", "notice", "warning", "err", "crit", "alert", "emerg");
    private static final int INFO = 1;
    private static final int WARNING = 3;

    static Selector of(String line) {
      String text = line.strip();
      int end = 0;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      String action = text.substring(end).strip();
      String first = text.substring(0, end);
      boolean isOne =
          first.indexOf('.') > 0
              && !first.startsWith("#")
              && (action.startsWith("/") || action.startsWith("-/"));
      return isOne ? new Selector(List.of(first.split(";")), action) : new Selector(List.of(), "");
    }

    boolean isPlain() {
      return !selectors.isEmpty();
    }

    boolean writesTo(List<String> paths) {
      String written = action.startsWith("-") ? action.substring(1) : action;
      int end = written.indexOf(';');
      return LogWatch.watches(paths, end < 0 ? written : written.substring(0, end));
    }

    /** Dovecot tells of failed logins with priority info, Postfix with warning. */
    boolean takes(String facility, SoftwareName software) {
      int told = software == SoftwareName.POSTFIX ? WARNING : INFO;
      boolean taken = false;
      for (String selector : selectors) {
        int dot = selector.lastIndexOf('.');
        if (dot > 0 && isOf(selector.substring(0, dot), facility)) {
          taken = after(selector.substring(dot + 1), told, taken);
        }
      }
      return taken;
    }

    private static boolean isOf(String facilities, String facility) {
      List<String> all = List.of(facilities.split(","));
      return all.contains("*") || all.contains(facility);
    }

    private static boolean after(String priority, int told, boolean before) {
      if (priority.equals("none")) {
        return false;
      }
      boolean excludes = priority.startsWith("!");
      String word = excludes ? priority.substring(1) : priority;
      boolean exactly = word.startsWith("=");
      String name = exactly ? word.substring(1) : word;
      int least = name.equals("*") ? 0 : PRIORITIES.indexOf(name.equals("warn") ? "warning" : name);
      boolean matches = exactly ? told == least : told >= least;
      return matches ? !excludes : before;
    }
  }
}
