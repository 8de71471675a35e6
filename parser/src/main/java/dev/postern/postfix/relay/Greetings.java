package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import java.util.List;
import java.util.Map;

/**
 * Whom an smtpd greets. With {@code smtpd_delay_reject = no} the restrictions of client and name
 * are asked at once, and may refuse everybody's connection or greeting.
 */
public final class Greetings {
  private final RelayCheck check;

  public Greetings(RelayCheck check) {
    this.check = check;
  }

  /**
   * Whether anybody's connection or greeting is taken.
   *
   * @param last the last stage that counts
   * @param encrypted whether it comes under TLS
   */
  public Fact<Boolean> taken(Stage last, Fact<Boolean> encrypted) {
    if (check.delays() || ofStrangers(last, encrypted) || ofInsiders(last, encrypted)) {
      return Fact.known(true);
    }
    Fact<Boolean> refused =
        check.scope().yes("smtpd_delay_reject").flatMap(any -> Fact.known(false));
    for (RestrictionLists.Checks list : RestrictionLists.ALL) {
      if (last.knows(list.stage())) {
        refused = refused.because(check.scope().value(list.name()).origins());
      }
    }
    return refused;
  }

  /** Whom the service speaks with: those it trusts where it refuses all others at once. */
  public Fact<Networks> clients(Fact<Boolean> encrypted) {
    boolean insidersOnly =
        !check.delays() && !ofStrangers(Stage.HELO, encrypted) && ofInsiders(Stage.HELO, encrypted);
    return insidersOnly ? check.trustedNetworks() : Fact.known(Networks.ANY);
  }

  private boolean ofStrangers(Stage last, Fact<Boolean> encrypted) {
    return takesOne(check.attempts().sessions(Map.of(), encrypted), last);
  }

  private boolean ofInsiders(Stage last, Fact<Boolean> encrypted) {
    return takesOne(check.attempts().ofInsiders(encrypted), last);
  }

  private boolean takesOne(List<RelaySession> sessions, Stage last) {
    for (RelaySession session : sessions) {
      // A name is needed, and what nobody can tell keeps hardly everybody out.
      if (!session.helo().isEmpty() && !check.passes(session, last).is(false)) {
        return true;
      }
    }
    return false;
  }
}
