package dev.postern.dovecot;

import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The databases that are asked for a password one after the other, where one of them can only fail
 * (auth_request_verify_plain(), each seen of the running 2.3.19.1).
 *
 * @param databases the paths of the sections in the order in which they are asked, without those of
 *     masters
 */
record PasswordChain(ScopedFacts facts, FileTree tree, List<String> databases) {
  /** What is made of the right password. */
  private static final String RESULT = "/result_success";

  /** Mechanisms that show a database the password or token itself. */
  private static final Set<String> SHOWING = Set.of("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER");

  /** 2.4 has tokens checked without them. */
  private static final Set<String> SHOWING_2_4 = Set.of("PLAIN", "LOGIN");

  /** Before, a database with such an address only failed. */
  private static final String AUTH_ENDS_SINCE = "2.3.6";

  /** Whether anybody gets in, as far as the order of the databases tells. */
  Fact<Boolean> opens(Fact<String> mechanisms) {
    boolean modern = facts.settings().dialect().isModern();
    Set<String> showing = modern ? SHOWING_2_4 : SHOWING;
    if (databases.isEmpty() || !mechanisms.map(list -> areAll(showing, list)).is(true)) {
      return Fact.known(true);
    }
    if (databases.stream().noneMatch(at -> mayLetIn(at, true))) {
      return Fact.known(false, databases.stream().flatMap(this::refusing).toList());
    }
    return modern ? Fact.known(true) : inOrder();
  }

  private Fact<Boolean> inOrder() {
    boolean passed = false;
    Optional<Origin> dead = Optional.empty();
    Fact<Boolean> goesOn = Fact.known(true);
    for (String at : databases) {
      Optional<Origin> end = deadEnd(at);
      if (end.isPresent()) {
        dead = dead.or(() -> end);
        goesOn = isAsked(at, passed) ? Fact.and(goesOn, survives()) : goesOn;
      } else if (mayLetIn(at, passed)) {
        String next = continues(at);
        if (next.isEmpty()) {
          return told(goesOn, dead);
        }
        passed |= next.equals("continue-ok");
      }
    }
    return dead.isEmpty() ? Fact.known(true) : told(passed ? goesOn : Fact.known(false), dead);
  }

  private static boolean areAll(Set<String> known, String mechanisms) {
    return Arrays.stream(mechanisms.strip().split("[ \t]+", -1))
        .allMatch(name -> known.contains(name.toUpperCase(Locale.ROOT)));
  }

  private static Fact<Boolean> told(Fact<Boolean> opens, Optional<Origin> dead) {
    return opens.is(true) || dead.isEmpty() ? opens : opens.because(List.of(dead.get()));
  }

  private Optional<Origin> deadEnd(String at) {
    if (!facts.text(at + "/driver").is("oauth2")) {
      return Optional.empty();
    }
    return facts
        .text(at + "/args")
        .toOptional()
        .flatMap(path -> ExternalFile.read(tree, path.strip()))
        .flatMap(file -> new OAuth2File(file).deadEnd());
  }

  /** Whether each login comes to it, also those that another database has let pass. */
  private boolean isAsked(String at, boolean passed) {
    return (facts.text(at + "/skip").is("never")
            || (!passed && facts.text(at + "/skip").is("authenticated")))
        && facts.text(at + "/mechanisms").is("")
        && facts.text(at + "/username_filter").is("");
  }

  private boolean mayLetIn(String at, boolean passed) {
    return !facts.yes(at + "/deny").is(true)
        && !facts.text(at + RESULT).is("return-fail")
        && missing(at).isEmpty()
        && (passed || !facts.text(at + "/skip").is("unauthenticated"));
  }

  /** What lets nobody in: none of a static one's password, no server of OAuth that is asked. */
  private Optional<Fact<String>> missing(String at) {
    boolean modern = facts.settings().dialect().isModern();
    return switch (facts.text(at + "/driver").toOptional().orElse("")) {
      case "static" -> modern ? missingOfModernStatic(at) : missingOfStatic(at);
      case "oauth2" ->
          Optional.of(facts.text(at + "/oauth2_grant_url"))
              .filter(url -> modern && url.map(text -> HttpUrl.refusal(text).isPresent()).is(true));
      default -> Optional.empty();
    };
  }

  private Optional<Fact<String>> missingOfStatic(String at) {
    Fact<String> args = facts.text(at + "/args");
    Fact<String> defaults = facts.text(at + "/default_fields");
    return Optional.of(args)
        .filter(fields -> LookupFields.of(List.of(fields)).have("password").is(false))
        .filter(fields -> LookupFields.of(List.of(fields, defaults)).have("nopassword").is(false));
  }

  private Optional<Fact<String>> missingOfModernStatic(String at) {
    return Optional.of(facts.text(at + "/static_password"))
        .filter(password -> password.is(""))
        .filter(password -> new ModernPassdb(facts, at).fields().have("nopassword").is(false));
  }

  private Stream<Origin> refusing(String at) {
    Optional<Fact<String>> missing = missing(at);
    if (missing.isPresent()) {
      return missing.get().origins().stream();
    }
    Fact<Boolean> denies = facts.yes(at + "/deny");
    return (denies.is(true) ? denies : facts.text(at + RESULT)).origins().stream();
  }

  /** What is made of the right password where the next database is asked as well; else empty. */
  private String continues(String at) {
    return facts.yes(at + "/pass").is(true)
        ? "continue"
        : facts
            .text(at + RESULT)
            .toOptional()
            .filter(word -> word.startsWith("continue"))
            .orElse("");
  }

  private Fact<Boolean> survives() {
    return facts.settings().version().map(version -> !version.atLeast(AUTH_ENDS_SINCE));
  }
}
