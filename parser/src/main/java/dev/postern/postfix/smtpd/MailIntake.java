package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.AskedService;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.start.Milters;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.mail.Intake;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of the mail that one smtpd takes (cleanup(8), qmgr(8)).
 *
 * @param smtpd the parameters as smtpd reads them
 * @param rewrite the service that tells it where addresses lead
 * @param cleanup the one to which it hands mail
 * @param queue the queue manager
 */
public record MailIntake(
    Scope smtpd, AskedService rewrite, AskedService cleanup, AskedService queue) implements Intake {
  @Override
  public Fact<Boolean> anySize() {
    return smtpd.value("message_size_limit").map(text -> Numbers.size(text) == 0);
  }

  @Override
  public Fact<Boolean> copied() {
    return Fact.or(
        isSet("always_bcc"), Fact.or(isSet("recipient_bcc_maps"), isSet("sender_bcc_maps")));
  }

  /**
   * Why no message is taken from anybody (smtpd_check_queue() of smtpd/smtpd_check.c and others).
   */
  List<Failing> refusals() {
    Fact<Boolean> measures =
        Fact.or(
            smtpd.value("smtpd_proxy_filter").map(String::isEmpty),
            smtpd
                .value("smtpd_proxy_options")
                .map(words -> Text.elements(words).contains("speed_adjust")));
    List<Failing> found = new ArrayList<>();
    for (String name : List.of("message_size_limit", "queue_minfree")) {
      Fact<String> value = smtpd.value(name);
      add(
          Fact.and(value.map(text -> Numbers.size(text) < 0), measures),
          "%s: a size below nought counts as more than any queue has room for".formatted(name),
          value,
          found);
    }
    SmtpdCommands commands = new SmtpdCommands(smtpd);
    add(
        commands.ignoreMessages(),
        "smtpd_noop_commands: without MAIL, RCPT, and DATA or BDAT there is no message",
        smtpd.value("smtpd_noop_commands"),
        found);
    found.addAll(new MessageChecks(cleanup.scope()).refusals());
    found.addAll(Milters.refusals(smtpd));
    found.addAll(rewrite.failings());
    found.addAll(cleanup.failings());
    return found;
  }

  /** What is not known is not held against it. */
  private static void add(
      Fact<Boolean> refuses, String why, Fact<String> value, List<Failing> found) {
    if (refuses.possibilities().contains(true)) {
      found.add(new Failing(refuses, why, value.origins()));
    }
  }

  private Fact<Boolean> isSet(String name) {
    return cleanup.scope().value(name).map(text -> !text.isEmpty());
  }

  @Override
  public Fact<Integer> keptSeconds() {
    return queue
        .scope()
        .value("maximal_queue_lifetime")
        .map(time -> (int) Math.min(Integer.MAX_VALUE, Numbers.seconds(time, 'd').orElse(0L)));
  }
}
