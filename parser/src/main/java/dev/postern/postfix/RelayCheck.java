package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.posture.SmtpRelay;
import dev.postern.posture.SmtpRelay.TrustedBy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a service takes a stranger's mail to a foreign domain. A stranger chooses sender and HELO
 * name freely: every choice that a table of the files lets in is tried.
 */
final class RelayCheck {
  private static final Address CLIENT = Address.v4(0xCB00_7107L);
  private static final Address CLIENT_V6 = new Address(Family.V6, 0x2001_0DB8L << 32, 7);
  private static final String SENDER = "someone@sender.example";
  private static final String HELO = "client.example";
  private static final int MAX_CHOICES = 200;

  /** A list of restrictions, and the check that a bare table in it stands for; none where empty. */
  private record Checks(String name, String table) {}

  /** In smtpd's order. */
  private static final List<Checks> LISTS =
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
  private final String foreignDomain;

  /**
   * The check of one smtpd.
   *
   * @param destinations the parameters as trivial-rewrite reads them: it tells smtpd which domains
   *     are the host's own (permit_auth_destination() of smtpd_check.c)
   */
  RelayCheck(Scope scope, Scope destinations) {
    this.scope = scope;
    this.destinations = destinations;
    this.foreignDomain = Destinations.foreign(destinations);
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
    Fact<Boolean> foreign = Destinations.holds(destinations, foreignDomain);
    boolean authorised = foreign.is(true);
    Fact<Boolean> open = Fact.known(false);
    boolean first = true;
    for (RelaySession session : sessions(authorised)) {
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

  /** Whether somebody without a login can send even to the host's own domains. */
  Fact<Boolean> takesOwnMail() {
    return passes(new RelaySession(CLIENT, HELO, SENDER, "someone@own.example", true));
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
                  && depth < MAX_CHOICES
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

  private List<RelaySession> sessions(boolean authorised) {
    String recipient = "someone@" + foreignDomain;
    Set<RelaySession> sessions = new LinkedHashSet<>();
    sessions.add(new RelaySession(CLIENT, HELO, SENDER, recipient, authorised));
    if (scope.yes("smtpd_helo_required").is(false)) {
      sessions.add(new RelaySession(CLIENT, "", SENDER, recipient, authorised));
    }
    for (Address client : widelyTrusted()) {
      sessions.add(new RelaySession(client, HELO, SENDER, recipient, authorised));
    }
    for (Checks list : LISTS) {
      List<String> words = Text.elements(scope.value(list.name()).toOptional().orElse(""));
      for (int i = 0; i + 1 < words.size(); i++) {
        String check = Text.lower(words.get(i));
        boolean helo = check.equals("check_helo_access");
        if (!helo && !check.equals("check_sender_access")) {
          continue;
        }
        for (String key : keys(words.get(i + 1))) {
          sessions.add(
              helo
                  ? new RelaySession(CLIENT, bare(key), SENDER, recipient, authorised)
                  : new RelaySession(CLIENT, HELO, sender(key), recipient, authorised));
          if (sessions.size() > MAX_CHOICES) {
            return List.copyOf(sessions);
          }
        }
      }
    }
    return List.copyOf(sessions);
  }

  private List<String> keys(String table) {
    return scope.machine().table(Text.specification(table)).keys().stream()
        .filter(key -> !key.isEmpty())
        .toList();
  }

  private static String bare(String domain) {
    return domain.startsWith(".") ? "host" + domain : domain;
  }

  private static String sender(String key) {
    if (key.endsWith("@")) {
      return key + "sender.example";
    }
    return key.indexOf('@') > 0 ? key : "someone@" + bare(key);
  }

  /** Strangers of networks so wide that everybody finds a place in them. */
  private List<Address> widelyTrusted() {
    List<Address> result = new ArrayList<>();
    for (Prefix prefix : trusted.toOptional().orElse(Networks.NONE).prefixes()) {
      if (prefix.length() <= 3) {
        result.add(prefix.contains(CLIENT_V6) ? CLIENT_V6 : prefix.last());
      }
    }
    return result;
  }
}
