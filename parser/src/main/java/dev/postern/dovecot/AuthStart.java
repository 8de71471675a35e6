package dev.postern.dovecot;

import dev.postern.data.DataFile;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.dovecot.settings.Filter;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the auth service starts, without which nobody logs in: it ends at a database or mechanism
 * that it does not know, and where no database can do what a mechanism needs (auths_preinit(),
 * Dovecot 2.3.19.1 src/auth/auth.c and 2.4.4; each seen of the running servers).
 */
final class AuthStart {
  /** What a database answers: each can do what those before it can. */
  private static final List<String> ANSWERS = List.of("nothing", "check", "stored", "update");

  private static final int NONE = 0;

  /** The drivers of SQL whose servers have sections of their own since 2.4. */
  private static final Set<String> OF_SERVERS = Set.of("mysql", "pgsql");

  private static final Pattern TOKENS = Pattern.compile("(?i)\\b(oauthbearer|xoauth2)\\b");

  private final DovecotSettings settings;
  private final FileTree tree;
  private final ExternalCheck external = new ExternalCheck();
  private final DriverPackages packages;
  private final Map<String, Integer> needs = new HashMap<>();
  private final Map<String, Integer> answers = new HashMap<>();
  private final Map<String, String> required = new HashMap<>();
  private final Set<String> configured = new HashSet<>();
  private final Set<String> ofUsers = new LinkedHashSet<>();

  private Optional<Fact<Boolean>> known = Optional.empty();

  AuthStart(DovecotSettings settings, FileTree tree) {
    this.settings = settings;
    this.tree = tree;
    this.packages = new DriverPackages(tree);
    for (String[] row : DataFile.rows(AuthStart.class, "mechanisms.tsv", 2)) {
      needs.put(row[0], ANSWERS.indexOf(row[1]));
    }
    for (String[] row : DataFile.rows(AuthStart.class, "passdbs.tsv", 6)) {
      if (isKnown(row[4])) {
        answers.put(row[0], ANSWERS.indexOf(row[3]));
      }
      if (settings.dialect().isModern()) {
        required.put(row[0], row[5]);
      } else if (!row[1].equals("other")) {
        required.put(row[0], "args");
      }
      if (row[1].equals("settings")) {
        configured.add(row[0]);
      }
    }
    for (String[] row : DataFile.rows(AuthStart.class, "userdbs.tsv", 2)) {
      if (isKnown(row[1])) {
        ofUsers.add(row[0]);
      }
    }
  }

  private boolean isKnown(String until) {
    return until.isEmpty() || settings.dialect().name().compareTo(until) <= 0;
  }

  /**
   * False with the statement at which it ends. It looks at the settings outside of all protocols
   * and at those of every protocol that has any; those outside need to serve nobody where each
   * protocol has its own.
   */
  Fact<Boolean> starts() {
    Fact<Boolean> starts = known.orElseGet(this::start);
    known = Optional.of(starts);
    return starts;
  }

  /**
   * Whether anybody can get in by a protocol. Since 2.4 auth also starts where databases are for
   * all protocols but one, which then has none.
   */
  Fact<Boolean> serves(Optional<String> protocol) {
    Scope scope = protocol.map(Scope::of).orElse(settings.dialect().auth());
    Trial trial = new Trial(new ScopedFacts(settings, scope));
    return Fact.and(starts(), Fact.and(trial.knowsAnybody(), trial.letsIn()));
  }

  private Fact<Boolean> start() {
    Set<String> protocols = new LinkedHashSet<>();
    for (Filter filter : settings.authFilters()) {
      filter.protocol().ifPresent(protocols::add);
    }
    List<String> negated = protocols.stream().filter(name -> name.startsWith("!")).toList();
    if (negated.size() > 1) {
      return Fact.known(
          false,
          new Origin.Assumption(
              "auth ends where settings are for more than one of all protocols but one: "
                  + String.join(", ", negated)));
    }
    boolean each = negated.stream().anyMatch(name -> protocols.contains(name.substring(1)));
    Scope outside = settings.dialect().auth();
    Fact<Boolean> starts = new Trial(new ScopedFacts(settings, outside)).starts(!each);
    for (String protocol : protocols) {
      Trial trial = new Trial(new ScopedFacts(settings, Scope.of(protocol)));
      starts = Fact.and(starts, trial.starts(true));
    }
    return starts;
  }

  private static Fact<Boolean> refused(Problem problem) {
    return problem.place() == null
        ? Fact.known(false, new Origin.Assumption(problem.toString()))
        : Fact.known(false, new Origin.Setting(problem.place(), problem.message()));
  }

  /** The databases as one protocol has them. */
  private final class Trial {
    private final ScopedFacts facts;

    private Trial(ScopedFacts facts) {
      this.facts = facts;
    }

    private Fact<Boolean> starts(boolean serves) {
      Fact<Boolean> starts = Fact.known(true);
      for (String at : paths("userdb")) {
        starts = Fact.and(starts, facts.text(at + "/driver").map(ofUsers::contains));
        starts = Fact.and(Fact.and(starts, isInstalled(at)), isConfigured(at));
        starts = Fact.and(starts, takes(at, DriverArguments::areOfUserdb));
      }
      List<String> first = new ArrayList<>();
      List<String> masters = new ArrayList<>();
      for (String at : paths("passdb")) {
        List<String> own = facts.yes(at + "/master").is(true) ? masters : first;
        // Nobody is authenticated yet where the first one stands.
        if (!own.isEmpty() || !facts.text(at + "/skip").is("unauthenticated")) {
          own.add(at);
          starts = Fact.and(Fact.and(starts, isUsable(at)), isInstalled(at));
          starts = Fact.and(starts, isConfigured(at));
          starts = Fact.and(starts, takes(at, DriverArguments::areOfPassdb));
        }
      }
      for (String at : masters) {
        starts = Fact.and(starts, Fact.not(facts.yes(at + "/deny")));
        starts = first.isEmpty() ? Fact.and(starts, Fact.not(goesOn(at))) : starts;
      }
      if (!first.isEmpty()) {
        starts = Fact.and(starts, Fact.not(goesOn(first.get(first.size() - 1))));
      }
      return serves ? Fact.and(starts, isServed(first)) : starts;
    }

    private Fact<Boolean> takes(String at, BiPredicate<String, String> rule) {
      return settings.dialect().isModern()
          ? Fact.known(true)
          : facts
              .text(at + "/driver")
              .flatMap(driver -> facts.text(at + "/args").map(args -> rule.test(driver, args)));
    }

    private List<String> paths(String list) {
      return settings.sections(facts.scope(), list).stream()
          .map(id -> list + "/" + SectionNames.escape(id))
          .toList();
    }

    /** Whether there is a database, or a mechanism that needs none. */
    private Fact<Boolean> knowsAnybody() {
      return paths("passdb").isEmpty() && settings.isComplete()
          ? mechanisms().map(list -> words(list).anyMatch(name -> need(name) == NONE))
          : Fact.known(true);
    }

    private Fact<String> mechanisms() {
      return new ScopedFacts(settings, settings.dialect().auth()).text("auth_mechanisms");
    }

    /** Whether one of the databases may take a password. */
    private Fact<Boolean> letsIn() {
      List<String> databases =
          paths("passdb").stream().filter(at -> !facts.yes(at + "/master").is(true)).toList();
      return new PasswordChain(facts, tree, databases).opens(mechanisms());
    }

    /**
     * Whether the modules for a database's driver are there, as far as a list of packages tells.
     */
    private Fact<Boolean> isInstalled(String at) {
      return facts
          .text(at + "/driver")
          .flatMap(
              driver ->
                  driver.equals("sql")
                      ? sqlDriver(at).flatMap(packages::have)
                      : packages.have(driver));
    }

    private Fact<String> sqlDriver(String at) {
      return settings.dialect().isModern()
          ? facts.text(at + "/sql_driver")
          : Fact.known(file(at).map(file -> ExternalCheck.text(file, "driver")).orElse(""));
    }

    /** The file that the last word of a database's arguments names. */
    private Optional<ExternalFile> file(String at) {
      String[] words = facts.text(at + "/args").toOptional().orElse("").strip().split("[ \t]+", -1);
      return ExternalFile.read(tree, words[words.length - 1]);
    }

    /** Whether it is one that auth knows, with what its driver cannot do without. */
    private Fact<Boolean> isUsable(String at) {
      return facts
          .text(at + "/driver")
          .flatMap(
              driver -> {
                String setting = required.getOrDefault(driver, "");
                return !answers.containsKey(driver) || setting.isEmpty()
                    ? Fact.known(answers.containsKey(driver))
                    : facts.text(at + "/" + setting).map(text -> !text.isBlank());
              });
    }

    /** Whether 2.4 has the servers of a database's kind, in sections that tell of them. */
    private Fact<Boolean> hasServers(String at) {
      return facts
          .text(at + "/driver")
          .flatMap(
              driver ->
                  switch (driver) {
                    case "sql" -> facts.text(at + "/sql_driver").map(sql -> hasSections(at, sql));
                    case "ldap" ->
                        Fact.and(
                            facts.text(at + "/ldap_uris").map(ExternalCheck::areLdapUris),
                            facts.text(at + "/ldap_version").map(LdapServers::isVersion));
                    default -> Fact.known(true);
                  });
    }

    private boolean hasSections(String at, String driver) {
      return !OF_SERVERS.contains(driver)
          || !settings.sections(facts.scope(), driver).isEmpty()
          || !settings.sections(facts.scope(), at + "/" + driver).isEmpty();
    }

    /** Whether there is no mistake in the file that its arguments name, if that was given. */
    private Fact<Boolean> isConfigured(String at) {
      if (settings.dialect().isModern()) {
        return hasServers(at);
      }
      String driver = facts.text(at + "/driver").toOptional().orElse("");
      Optional<Problem> refusal =
          configured.contains(driver)
              ? file(at).flatMap(file -> external.refusal(driver, file))
              : Optional.empty();
      return refusal.map(AuthStart::refused).orElse(Fact.known(true));
    }

    /** Whether who has the right password there has to have it in the next one, too. */
    private Fact<Boolean> goesOn(String at) {
      return settings.dialect().isModern()
          ? facts.text(at + "/result_success").map("continue"::equals)
          : facts.yes(at + "/pass");
    }

    /** Whether every mechanism is known and has the databases that it needs. */
    private Fact<Boolean> isServed(List<String> databases) {
      Fact<Integer> best = Fact.known(NONE);
      for (String at : databases) {
        Fact<Integer> own =
            facts.text(at + "/driver").map(driver -> answers.getOrDefault(driver, NONE));
        best = best.with(own, Math::max);
      }
      if (databases.isEmpty() && !settings.isComplete()) {
        best = Fact.unknown("a file that may set up accounts is included and not there");
      } else if (databases.isEmpty()) {
        best =
            best.because(
                List.of(
                    new Origin.Assumption("no passdb is configured in the files that were given")));
      }
      Fact<String> mechanisms = mechanisms();
      Fact<Integer> need =
          mechanisms.map(list -> words(list).mapToInt(this::need).max().orElse(NONE));
      Fact<Boolean> able = need.with(best, (wanted, there) -> wanted <= there);
      return Fact.and(
          Fact.and(able, mechanisms.flatMap(this::areInstalled)), takesTokens(mechanisms));
    }

    /** Mechanisms are looked up in order; the module of GSSAPI brings GSS-SPNEGO, too. */
    private Fact<Boolean> areInstalled(String mechanisms) {
      List<String> names = words(mechanisms).map(name -> name.toUpperCase(Locale.ROOT)).toList();
      int spnego = names.indexOf("GSS-SPNEGO");
      boolean isTooEarly =
          spnego >= 0
              && !names.subList(0, spnego).contains("GSSAPI")
              && !settings.dialect().isModern()
              && packages.areApart("GSSAPI");
      return isTooEarly
          ? Fact.known(
              false, new Origin.Assumption("auth knows GSS-SPNEGO only behind GSSAPI, not before"))
          : names.stream().map(packages::have).reduce(Fact.known(true), Fact::and);
    }

    /** 2.4 asks for tokens by settings outside of its databases, for all protocols. */
    private Fact<Boolean> takesTokens(Fact<String> mechanisms) {
      return settings.dialect().isModern()
          ? Fact.or(
              mechanisms.map(list -> !TOKENS.matcher(list).find()),
              new ScopedFacts(settings, settings.dialect().auth())
                  .isSet("oauth2_introspection_mode"))
          : Fact.known(true);
    }

    /** What a mechanism needs: more than there is where it is not known. */
    private int need(String mechanism) {
      return needs.getOrDefault(mechanism.toUpperCase(Locale.ROOT), ANSWERS.size());
    }

    private static Stream<String> words(String mechanisms) {
      return Arrays.stream(mechanisms.strip().split("[ \t]+", -1));
    }
  }
}
