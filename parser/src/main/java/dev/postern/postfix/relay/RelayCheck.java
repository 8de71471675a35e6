package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Written;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.mail.SmtpRelay.TrustedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a service takes a stranger's mail to a foreign domain, whatever the stranger tries
 * ({@link RelayAttempts}).
 */
public final class RelayCheck {
  private static final String DATA = "smtpd_data_restrictions";

  private final Scope scope;
  private final RestrictionLists lists;
  private final Scope destinations;
  private final Fact<NetworkList.Content> networks;
  private final Fact<Networks> trusted;
  private final List<String> foreignDomains;
  private final Fact<Boolean> encrypts;
  private final Fact<Boolean> refusesAll;
  private final Fact<Boolean> refusesStrangers;
  private final AskedTables tables;
  private final boolean delays;
  private final boolean parentsMatch;
  private final ClientCertificates certificates;

  /**
   * The check of one smtpd.
   *
   * @param destinations the parameters as trivial-rewrite reads them: it tells smtpd which domains
   *     are the host's own (permit_auth_destination() of smtpd_check.c)
   * @param cleanup the same as cleanup does, to which it hands mail
   * @param encrypts whether a client can hand in mail under TLS
   * @param refusesAll whether it takes no message, whatever its restrictions say
   * @param refusesStrangers whether it does not speak with a client that has no certificate
   */
  public RelayCheck(
      Scope scope,
      Scope destinations,
      Scope cleanup,
      Fact<Boolean> encrypts,
      Fact<Boolean> refusesAll,
      Fact<Boolean> refusesStrangers) {
    this.scope = scope;
    this.lists = new RestrictionLists(scope);
    this.tables = new AskedTables(scope, destinations, cleanup);
    this.destinations = destinations;
    this.foreignDomains = Destinations.foreign(destinations);
    this.networks = NetworkList.content(scope, "mynetworks");
    this.trusted = NetworkList.networks(networks, "mynetworks");
    this.encrypts = encrypts;
    this.refusesAll = refusesAll;
    this.refusesStrangers = refusesStrangers;
    this.delays = !scope.yes("smtpd_delay_reject").is(false);
    this.parentsMatch = Destinations.parentsMatch(scope, "smtpd_access_maps");
    boolean asks =
        !encrypts.is(false)
            && !(scope.yes("smtpd_tls_ask_ccert").is(false)
                && scope.yes("smtpd_tls_req_ccert").is(false));
    this.certificates = new ClientCertificates(scope, asks);
  }

  /**
   * The answer.
   *
   * @param witness a message that is taken; empty unless open
   */
  public record Answer(Fact<Boolean> open, Optional<SmtpRelay.Witness> witness) {
    /**
     * The same where another server may relay what this one hands it.
     *
     * @param routedOn whether strangers' recipients name the way behind it
     */
    public Answer orBy(Fact<Boolean> routedOn) {
      if (open.is(true) || routedOn.is(false)) {
        return this;
      }
      Fact<Boolean> byOther =
          Fact.unknown(
              "with allow_untrusted_routing a stranger's mail to user%foreign.example@DOMAIN is handed"
                  + " to the server of a domain in relay_domains, which may relay it",
              routedOn.origins());
      return new Answer(Fact.or(open, byOther), witness);
    }
  }

  /** Whether a relay attempt succeeds, with the first one that does. */
  public Answer open() {
    Map<String, Fact<Boolean>> own = new LinkedHashMap<>();
    for (String domain : foreignDomains) {
      own.put(domain, Destinations.holds(destinations, domain));
    }
    Set<Origin> origins = new LinkedHashSet<>();
    Fact<Boolean> open = Fact.known(false);
    boolean first = true;
    RelayAttempts attempts = attempts();
    UnlistedRecipients unlisted = new UnlistedRecipients(scope, destinations);
    for (RelaySession session : attempts.sessions(own, encrypts)) {
      Fact<Boolean> passes = passes(session);
      if (session.authorised() && !passes.is(false)) {
        Fact<Boolean> refused = unlisted.refuse(session.user(), session.domain());
        passes = refused.is(false) ? passes : Fact.and(passes, Fact.not(refused));
      }
      List<Origin> ofDomain = Objects.requireNonNull(own.get(session.domain())).origins();
      if (passes.is(true)) {
        return new Answer(
            passes.because(ofDomain),
            Optional.of(
                new SmtpRelay.Witness(
                    session.client().toString(),
                    session.helo(),
                    session.sender(),
                    session.recipient())));
      }
      origins.addAll(ofDomain);
      open = first ? passes : Fact.or(open, passes);
      first = false;
    }
    if (attempts.tooMany() && open.is(false)) {
      open =
          Fact.unknown(
              "the tables of restrictions name more clients, senders and recipients than can be"
                  + " tried with each other");
    }
    return new Answer(open.because(List.copyOf(origins)), Optional.empty());
  }

  /**
   * Whether somebody without a login can send even to the host's own domains. Tables and policy
   * servers that are asked about strangers let some of them in, whatever they answer about one.
   */
  public Fact<Boolean> takesOwnMail() {
    Fact<Boolean> one = Fact.known(false);
    for (RelaySession session : toOwnDomains()) {
      Fact<Boolean> passes = passes(session);
      if (passes.is(true)) {
        return passes;
      }
      one = Fact.or(one, passes);
    }
    boolean onlyRestrictionsDecide = refusesAll.isKnown() && restrictions().isKnown();
    return !one.isKnown() && onlyRestrictionsDecide ? Fact.known(true, one.origins()) : one;
  }

  private List<RelaySession> toOwnDomains() {
    return toOwn(Destinations.own(destinations).stream().map("someone@"::concat).toList());
  }

  /** A stranger's messages to some of the host's own addresses, the plainest first. */
  private List<RelaySession> toOwn(List<String> recipients) {
    List<RelaySession> sessions = new ArrayList<>();
    for (Address client : attempts().strangers()) {
      for (String recipient : recipients) {
        for (String helo : helos()) {
          for (String sender : RelayAttempts.SENDERS) {
            sessions.add(new RelaySession(client, helo, sender, recipient, true, encrypts));
          }
        }
      }
    }
    return sessions;
  }

  /** Whether strangers who send a message before smtpd has answered to DATA are turned away. */
  public Fact<Boolean> waitsForData() {
    Fact<String> list = scope.value(DATA);
    if (list.is("")) {
      return Fact.known(false, list.origins());
    }
    Fact<Boolean> comes = Fact.known(false);
    for (RelaySession session : toOwnDomains()) {
      Fact<Boolean> inTime = passes(session);
      comes = Fact.or(comes, inTime.is(false) ? inTime : Fact.and(inTime, comesAhead(session)));
    }
    return Fact.not(comes).from(list.origins());
  }

  private Fact<Boolean> comesAhead(RelaySession session) {
    return scope
        .value(DATA)
        .flatMap(
            list ->
                new RestrictionRun(this, session.aheadOfTime(), Stage.RECIPIENT, "", true)
                    .passes(list));
  }

  /**
   * Whether somebody who has logged in can send to foreign domains in the name of another user,
   * where smtpd_sender_login_maps tells who owns which address.
   */
  public Fact<Boolean> loginMayForge() {
    Fact<Boolean> may = Fact.known(false);
    for (RelaySession session : attempts().ofForgers(destinations, helos(), encrypts)) {
      may = Fact.or(may, passes(session));
      if (may.is(true)) {
        break;
      }
    }
    return may;
  }

  /**
   * Whether clients that mynetworks does not hold send to foreign domains because an access table
   * names them.
   */
  public Fact<Boolean> relaysByTable() {
    Fact<Boolean> any = Fact.known(false);
    for (RelaySession session : attempts().ofListed(encrypts)) {
      if (!listed().contains(session.client())) {
        any = Fact.or(any, passes(session));
      }
      if (any.is(true)) {
        break;
      }
    }
    return any;
  }

  /** Whether a stranger's mail to one of the host's own addresses passes the restrictions. */
  Fact<Boolean> takes(String recipient) {
    Fact<Boolean> taken = Fact.known(false);
    for (RelaySession session : toOwn(List.of(recipient))) {
      taken = Fact.or(taken, passes(session));
      if (taken.is(true)) {
        break;
      }
    }
    return taken;
  }

  /** A client need not say who it is unless smtpd_helo_required demands it. */
  private List<String> helos() {
    List<String> names = new ArrayList<>(RelayAttempts.HELOS);
    if (!scope.yes("smtpd_helo_required").is(true)) {
      names.add("");
    }
    return names;
  }

  /** The messages worth trying. */
  RelayAttempts attempts() {
    return new RelayAttempts(scope, listed(), tables, foreignDomains);
  }

  private Networks listed() {
    return networks.toOptional().map(NetworkList.Content::listed).orElse(Networks.NONE);
  }

  Scope scope() {
    return scope;
  }

  /** What mynetworks holds. */
  Fact<NetworkList.Content> networks() {
    return networks;
  }

  Fact<Networks> trustedNetworks() {
    return trusted;
  }

  /** Whether all restrictions wait for the recipient (smtpd_delay_reject). */
  boolean delays() {
    return delays;
  }

  /** Whether a parent domain in an access table stands for what is below it. */
  boolean parentsMatch() {
    return parentsMatch;
  }

  /** What certificates do for clients. */
  ClientCertificates certificates() {
    return certificates;
  }

  /** Those who may relay without a login. */
  public Fact<Networks> trusted() {
    return usesTrust() ? trusted : Fact.known(Networks.NONE);
  }

  private boolean usesTrust() {
    return RestrictionLists.ALL.stream()
        .map(RestrictionLists.Checks::name)
        .filter(list -> list.contains("relay") || list.contains("recipient"))
        .anyMatch(list -> lists.mentions(list, "permit_mynetworks"));
  }

  /** The statements that set lists of restrictions. */
  public List<Origin> writtenLists() {
    return lists.written();
  }

  /** The restrictions in order, one text each: {@code list: restriction}. */
  public Fact<List<String>> restrictions() {
    return lists.restrictions();
  }

  /** Who chose them: mynetworks, or else mynetworks_style. */
  public Fact<TrustedBy> trustedBy() {
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

  private Fact<Boolean> passes(RelaySession session) {
    Fact<Boolean> result = passes(session, Stage.RECIPIENT);
    Fact<Boolean> fails = result.is(false) ? result : tables.fail(session);
    if (fails.is(true)) {
      return Fact.known(false, fails.origins());
    }
    return listed().contains(session.client()) ? result.because(networks.origins()) : result;
  }

  /**
   * Whether a session passes the lists up to a stage.
   *
   * @param last the last stage that counts
   */
  Fact<Boolean> passes(RelaySession session, Stage last) {
    Fact<Boolean> refused =
        session.login() || refusesStrangers.is(false)
            ? refusesAll
            : Fact.or(refusesAll, refusesStrangers);
    Fact<Boolean> result = last == Stage.RECIPIENT ? Fact.not(refused) : Fact.known(true);
    for (RestrictionLists.Checks list : RestrictionLists.ALL) {
      // What is said of a name does not hold for a client that gives none.
      if (last.knows(list.stage()) && !(list.stage() == Stage.HELO && session.helo().isEmpty())) {
        Stage stage = delays ? Stage.RECIPIENT : list.stage();
        result =
            Fact.and(
                result,
                scope
                    .value(list.name())
                    .flatMap(
                        text ->
                            new RestrictionRun(
                                    this, session, stage, list.table(), last == Stage.RECIPIENT)
                                .passes(text)));
      }
    }
    return result;
  }
}
