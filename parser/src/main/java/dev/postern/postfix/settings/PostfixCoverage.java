package dev.postern.postfix.settings;

import dev.postern.data.DataFile;
import dev.postern.postfix.syntax.MainCf;
import dev.postern.postfix.syntax.MasterCf;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.MasterFields;
import dev.postern.postfix.syntax.Templates;
import dev.postern.postfix.syntax.Text;
import dev.postern.source.Coverage;
import dev.postern.source.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much of main.cf and master.cf the posture takes into account, in lines of statements. */
public final class PostfixCoverage {
  private final PostfixSettings settings;
  private final Set<String> modelled = new HashSet<>();

  public PostfixCoverage(PostfixSettings settings) {
    this.settings = settings;
    for (String[] row : DataFile.rows(PostfixCoverage.class, "modelled-parameters.tsv", 1)) {
      modelled.add(row[0]);
    }
  }

  /** Of main.cf. */
  public Coverage of(MainCf main) {
    Coverage sum = unread(main.problems());
    for (MainCf.Assignment assignment : main.assignments()) {
      sum = sum.plus(of(assignment));
    }
    return sum;
  }

  private Coverage of(MainCf.Assignment assignment) {
    int lines = assignment.lines();
    String name = assignment.name();
    boolean own = settings.isUsed(name) && !Parameters.all().isKnown(name);
    if (modelled.contains(name) || own) {
      return isOpen(assignment.value())
          ? new Coverage(0, 0, lines, 0)
          : new Coverage(lines, 0, 0, 0);
    }
    return settings.isUsed(name) || Parameters.all().isKnown(name)
        ? new Coverage(0, lines, 0, 0)
        : new Coverage(0, 0, 0, lines);
  }

  /** Whether something in a value cannot be followed: a placeholder, a table nobody shows. */
  private boolean isOpen(String value) {
    if (Templates.placeholder(value).isPresent()) {
      return true;
    }
    for (String element : Text.elements(value)) {
      int colon = element.indexOf(':');
      boolean table = colon > 0 && element.substring(0, colon).matches("[a-z]+");
      if (table && !settings.machine().table(element).find("").isKnown()) {
        return true;
      }
    }
    return false;
  }

  /** Of master.cf. */
  public Coverage of(MasterCf master) {
    Coverage sum = unread(master.problems());
    for (MasterEntry entry : master.entries()) {
      int lines = entry.line().lines();
      boolean matters =
          entry.type().equals("inet")
              || entry.program().equals("smtpd")
              || entry.program().equals("smtp")
              || entry.program().equals("lmtp")
              || entry.program().equals("anvil");
      if (MasterFields.complaint(entry).isEmpty()) {
        sum = sum.plus(matters ? new Coverage(lines, 0, 0, 0) : new Coverage(0, lines, 0, 0));
      }
    }
    return sum;
  }

  private static Coverage unread(List<Problem> problems) {
    Coverage sum = Coverage.NONE;
    for (Problem problem : problems) {
      boolean template = problem.kind() == Problem.Kind.UNRESOLVED;
      if (problem.place() != null && problem.isError()) {
        sum = sum.plus(template ? new Coverage(0, 0, 1, 0) : new Coverage(0, 0, 0, 1));
      }
    }
    return sum;
  }
}
