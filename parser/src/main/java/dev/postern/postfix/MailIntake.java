package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.posture.mail.Intake;

/**
 * What becomes of the mail that one smtpd takes (cleanup(8), qmgr(8)).
 *
 * @param smtpd the parameters as smtpd reads them
 * @param cleanup as the service reads them to which it hands mail
 * @param queue as the queue manager reads them
 */
record MailIntake(Scope smtpd, Scope cleanup, Scope queue) implements Intake {
  @Override
  public Fact<Boolean> anySize() {
    return smtpd.value("message_size_limit").map("0"::equals);
  }

  @Override
  public Fact<Boolean> copied() {
    return Fact.or(
        isSet("always_bcc"), Fact.or(isSet("recipient_bcc_maps"), isSet("sender_bcc_maps")));
  }

  private Fact<Boolean> isSet(String name) {
    return cleanup.value(name).map(text -> !text.isEmpty());
  }

  @Override
  public Fact<Integer> keptSeconds() {
    return queue
        .value("maximal_queue_lifetime")
        .map(time -> (int) Math.min(Integer.MAX_VALUE, Numbers.seconds(time, 'd').orElse(0L)));
  }
}
