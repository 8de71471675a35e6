package dev.postern.fail2ban;

import dev.postern.data.DataFile;
import dev.postern.posture.Endpoint;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the daemons log when a login fails, without the date: {@code failure-lines.tsv}. */
final class LogLines {
  /** The client of every line. */
  static final String CLIENT = "192.0.2.33";

  /** Where a jail reads lines from. */
  enum Source {
    SYSLOG,
    /** A file that the daemon writes itself. */
    OWN_FILE,
    JOURNAL
  }

  private record Row(SoftwareName software, String from, String before, String text) {
    boolean appliesTo(SoftwareName name, Version version) {
      return software == name
          && (from.isEmpty() || version.atLeast(from))
          && (before.isEmpty() || !version.atLeast(before));
    }
  }

  private final List<Row> rows = new ArrayList<>();

  LogLines() {
    for (String[] row : DataFile.rows(LogLines.class, "failure-lines.tsv", 4)) {
      SoftwareName software = SoftwareName.valueOf(row[0].toUpperCase(Locale.ROOT));
      rows.add(new Row(software, row[1], row[2], row[3]));
    }
  }

  /** What the daemon behind an endpoint calls itself in the log; empty for one without logins. */
  static List<String> processes(Endpoint endpoint, SoftwareName software) {
    if (software == SoftwareName.DOVECOT) {
      return endpoint.protocol().toOptional().flatMap(LogLines::loginProcess).stream().toList();
    }
    String service = endpoint.service().name().toOptional().orElse("");
    List<String> processes = new ArrayList<>(List.of("postfix/smtpd"));
    // The syslog_name that Postfix's master.cf has for these services.
    if (service.startsWith("submission/") || endpoint.port().is(587)) {
      processes.add("postfix/submission/smtpd");
    } else if (endpoint.protocol().is(Protocol.SUBMISSIONS)) {
      processes.add("postfix/smtps/smtpd");
      processes.add("postfix/submissions/smtpd");
    }
    return List.copyOf(processes);
  }

  private static Optional<String> loginProcess(Protocol protocol) {
    return switch (protocol) {
      case IMAP -> Optional.of("imap-login");
      case POP3 -> Optional.of("pop3-login");
      case MANAGESIEVE -> Optional.of("managesieve-login");
      case SUBMISSION, SUBMISSIONS -> Optional.of("submission-login");
      default -> Optional.empty();
    };
  }

  /** The lines of one failed login, in every form that the version may give it. */
  List<String> of(SoftwareName software, Version version, String process, Source source) {
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      if (row.appliesTo(software, version)) {
        lines.add(prefix(software, process, source) + row.text());
      }
    }
    return lines;
  }

  private static String prefix(SoftwareName software, String process, Source source) {
    if (software == SoftwareName.POSTFIX) {
      return (source == Source.JOURNAL ? "mail " : " mail ") + process + "[4711]: ";
    }
    return switch (source) {
      case SYSLOG -> " mail dovecot: " + process + ": ";
      case OWN_FILE -> " " + process + ": Info: ";
      case JOURNAL -> "mail dovecot[4711]: " + process + ": ";
    };
  }
}
