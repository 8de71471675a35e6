package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.DiscardedKeywords;
import dev.postern.postfix.settings.MatchList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.table.Lookup;
import java.util.List;
import java.util.Optional;

/** What smtpd makes of a client's commands before it looks at them (smtpd_proto()). */
record SmtpdCommands(Scope scope) {
  private static final String FILTER = "smtpd_command_filter";

  /** Whether a command is answered and has no effect. */
  Fact<Boolean> ignores(String verb) {
    return MatchList.holds(scope, "smtpd_noop_commands", List.of(verb));
  }

  /** Whether a client can bring no message. */
  Fact<Boolean> ignoreMessages() {
    DiscardedKeywords discarded = new DiscardedKeywords(scope, "smtpd_discard_ehlo_keyword");
    Fact<Boolean> chunks =
        scope.versions().newest().atLeast("3.4")
            ? Fact.not(Fact.or(discarded.has("chunking"), ignores("bdat")))
            : Fact.known(false);
    return Fact.or(
        Fact.or(ignores("mail"), ignores("rcpt")), Fact.and(ignores("data"), Fact.not(chunks)));
  }

  /**
   * Whether a filter puts something else in a command's place; unknown where it may, since it may
   * leave other arguments of the command alone.
   *
   * @param line the command as a client may say it
   */
  Fact<Boolean> replaces(String line) {
    String filter = scope.value(FILTER).toOptional().orElse("");
    if (filter.isEmpty()) {
      return Fact.known(false);
    }
    Fact<Lookup> answer = scope.machine().table(filter).find(line);
    Optional<String> put =
        answer
            .toOptional()
            .filter(Lookup.Found.class::isInstance)
            .map(found -> ((Lookup.Found) found).value());
    return answer.is(Lookup.NOTHING) || put.filter(line::equalsIgnoreCase).isPresent()
        ? Fact.known(false)
        : Fact.unknown(
            "%s may put something else in the place of \"%s\"".formatted(FILTER, line),
            scope.value(FILTER).origins());
  }

  /** The same of any of the commands of a message. */
  Fact<Boolean> replaceMessages() {
    return Fact.or(
        Fact.or(
            replaces("MAIL FROM:<someone@sender.example>"),
            replaces("RCPT TO:<someone@foreign.example.com>")),
        replaces("DATA"));
  }
}
