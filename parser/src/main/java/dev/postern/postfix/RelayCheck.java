package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.SmtpRelay;
import dev.postern.posture.SmtpRelay.TrustedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a service takes a stranger's mail to a foreign domain, whatever the stranger tries
 * ({@link RelayAttempts}).
 */
final class RelayCheck {
  private static final int MAX_DEPTH = 100;

  /** A list of restrictions, and the check that a bare table in it stands for; none where empty. */
  record Checks(String name, String table) {}

  /** In smtpd's order. */
  static final List<Checks> LISTS =
      List.of(
          new Checks("smtpd_client_restrictions", "check_client_access"),
          new Checks("smtpd_helo_restrictions", "check_helo_access"),
          new Checks("smtpd_sender_restrictions", "check_sender_access"),
          new Checks("smtpd_relay_restrictions", "check_recipient_access"),
          new Checks("smtpd_recipient_restrictions", "check_recipient_access"),
          new Checks("smtpd_data_restrictions", ""),
          new Checks("smtpd_end_of_data_restrictions", ""));

  private static final Set<String> REQUIRED =
      Set.of(
          "reject_unauth_destination",
          "defer_unauth_destination",
          "reject",
          "defer",
          "defer_if_permit",
          "check_relay_domains");

  private final Scope scope;
  private final Scope destinations;
  private final Fact<Networks> trusted;
  private final List<String> foreignDomains;

  /**
   * The check of one smtpd.
   *
   * @param destinations the parameters as trivial-rewrite reads them: it tells smtpd which domains
   *     are the host's own (permit_auth_destination() of smtpd_check.c)
   */
  RelayCheck(Scope scope, Scope destinations) {
    this.scope = scope;
    this.destinations = destinations;
    this.foreignDomains = Destinations.foreign(destinations);
    this.trusted = NetworkList.of(scope, "mynetworks");
  }

  /**
   * The answer.
   *
   * @param witness a message that is taken; empty unless open
   */
  record Answer(Fact<Boolean> open, Optional<SmtpRelay.Witness> witness) {}

  /** Whether a relay attempt succeeds, with the first one that does. */
  Answer open() {
    Fact<Boolean> foreign = Destinations.holds(destinations, foreignDomains.get(0));
    boolean authorised = foreign.is(true);
    Fact<Boolean> open = Fact.known(false);
    boolean first = true;
    RelayAttempts attempts =
        new RelayAttempts(scope, trusted.toOptional().orElse(Networks.NONE), foreignDomains);
    for (RelaySession session : attempts.sessions(authorised)) {
      Fact<Boolean> passes = passes(session);
      if (passes.is(true)) {
        return new Answer(
            passes.because(foreign.origins()),
            Optional.of(
                new SmtpRelay.Witness(
                    session.client().toString(),
                    session.helo(),
                    session.sender(),
                    session.recipient())));
      }
      open = first ? passes : Fact.or(open, passes);
      first = false;
    }
    return new Answer(open.because(foreign.origins()), Optional.empty());
  }

  /**
   * Whether somebody without a login can send even to the host's own domains. Tables and policy
   * servers that are asked about strangers let some of them in, whatever they answer about one.
   */
  Fact<Boolean> takesOwnMail() {
    Fact<Boolean> one =
        passes(
            new RelaySession(
                RelayAttempts.CLIENT,
                RelayAttempts.HELO,
                RelayAttempts.SENDER,
                "someone@own.example",
                true));
    return !one.isKnown() && restrictions().isKnown() ? Fact.known(true, one.origins()) : one;
  }

  /** Those who may relay without a login. */
  Fact<Networks> trusted() {
    return usesTrust() ? trusted : Fact.known(Networks.NONE);
  }

  private boolean usesTrust() {
    return LISTS.stream()
        .map(Checks::name)
        .filter(list -> list.contains("relay") || list.contains("recipient"))
        .anyMatch(list -> mentions(scope.value(list), "permit_mynetworks"));
  }

  /** Who chose them: mynetworks, or else mynetworks_style. */
  Fact<TrustedBy> trustedBy() {
    if (!usesTrust()) {
      return Fact.known(TrustedBy.NOBODY);
    }
    Optional<Written> list = scope.written("mynetworks");
    if (list.isPresent()) {
      return Fact.known(TrustedBy.LIST, list.get().origin());
    }
    // A host that listens to itself alone trusts itself alone, whatever the style.
    return trusted.isKnown()
        ? Fact.known(TrustedBy.HOST, trusted.origins())
        : scope
            .value("mynetworks_style")
            .map(
                style ->
                    switch (style) {
                      case "subnet" -> TrustedBy.SUBNET;
                      case "class" -> TrustedBy.CLASS;
                      default -> TrustedBy.HOST;
                    });
  }

  private boolean mentions(Fact<String> list, String restriction) {
    if (!list.isKnown()) {
      return true;
    }
    List<String> classes =
        Text.elements(scope.value("smtpd_restriction_classes").toOptional().orElse(""));
    for (String word : Text.elements(list.toOptional().orElse(""))) {
      if (word.equalsIgnoreCase(restriction)
          || (classes.contains(word)
              && Text.elements(scope.value(word).toOptional().orElse("")).stream()
                  .anyMatch(restriction::equalsIgnoreCase))) {
        return true;
      }
    }
    return false;
  }

  /** The restrictions in order, one text each: {@code list: restriction}. */
  Fact<List<String>> restrictions() {
    Fact<List<String>> all = Fact.known(List.of());
    for (Checks checks : LISTS) {
      String list = checks.name();
      all =
          all.with(
              scope.value(list),
              (before, text) -> {
                List<String> result = new ArrayList<>(before);
                Text.elements(text).forEach(word -> result.add(list + ": " + Text.quoted(word)));
                return List.copyOf(result);
              });
    }
    return all;
  }

  /**
   * Whether one of the lists holds a restriction that turns foreign mail away; smtpd does not start
   * otherwise (has_required() of smtpd_check.c).
   */
  Fact<Boolean> hasRequired() {
    return Fact.or(
        hasRequired(scope.value("smtpd_recipient_restrictions")),
        hasRequired(scope.value("smtpd_relay_restrictions")));
  }

  private Fact<Boolean> hasRequired(Fact<String> list) {
    return list.map(text -> hasRequired(text, 0));
  }

  private boolean hasRequired(String text, int depth) {
    List<String> classes =
        Text.elements(scope.value("smtpd_restriction_classes").toOptional().orElse(""));
    List<String> words = Text.elements(text);
    int at = 0;
    while (at < words.size()) {
      String word = Text.lower(words.get(at));
      if (word.equals("warn_if_reject") && at + 1 < words.size()) {
        at += 2;
        continue;
      }
      if (word.equals("permit")) {
        return false;
      }
      boolean found =
          REQUIRED.contains(word)
              || (classes.contains(words.get(at))
                  && depth < MAX_DEPTH
                  && hasRequired(scope.value(words.get(at)).toOptional().orElse(""), depth + 1));
      if (found) {
        return true;
      }
      at++;
    }
    return false;
  }

  private Fact<Boolean> passes(RelaySession session) {
    RestrictionRun run = new RestrictionRun(scope, session, trusted);
    Fact<Boolean> result = Fact.known(true);
    for (Checks list : LISTS) {
      // What is said of a name does not hold for a client that gives none.
      if (session.helo().isEmpty() && list.name().equals("smtpd_helo_restrictions")) {
        continue;
      }
      result = Fact.and(result, run.passes(scope.value(list.name()), list.table()));
    }
    if (trusted.toOptional().filter(some -> some.contains(session.client())).isPresent()) {
      result = result.because(trusted.origins());
    }
    return run.defers() ? Fact.known(false, result.origins()) : result;
  }
}
