package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.syntax.Escapes;
import dev.postern.postfix.syntax.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What cleanup has against every message, also the smallest: limits below what each has, and
 * characters that the header of smtpd itself has (cleanup/cleanup_message.c,
 * cleanup/cleanup_extracted.c).
 *
 * @param cleanup the parameters as it reads them
 */
record MessageChecks(Scope cleanup) {
  /** Bytes in the queue of an empty message; where names are long, there are more. */
  private static final Bound BYTES = new Bound(512, 1024);

  /** What smtpd tells of the session, besides what TLS and logins bring with them. */
  private static final Bound ATTRIBUTES = new Bound(10, 32);

  /** What {@code Received: from … (… […]) by … with SMTP id …; … 20…} has, whoever sends. */
  private static final String RECEIVED = "Received: from ([]) by with SMTP id;,20";

  /** Without its name it is none, and nothing goes into the queue. */
  private static final String RECEIVED_NAME = "Received:";

  /**
   * From which number on something is more than a limit allows.
   *
   * @param below too low for every message
   * @param enough for an ordinary one
   */
  private record Bound(long below, long enough) {
    Fact<Boolean> isBeyond(String parameter, long limit) {
      return limit >= below && limit < enough
          ? Fact.unknown(
              "%s = %d: whether a small message fits depends on the names in it"
                  .formatted(parameter, limit))
          : Fact.known(limit < below);
    }
  }

  List<Failing> refusals() {
    List<Failing> found = new ArrayList<>();
    String size = "message_size_limit";
    add(
        size,
        limit ->
            Numbers.size(limit) <= 0
                ? Fact.known(false)
                : BYTES.isBeyond(size, Numbers.size(limit)),
        "what the queue notes of an empty message is larger already",
        found);
    String count = "queue_file_attribute_count_limit";
    add(
        count,
        limit -> ATTRIBUTES.isBeyond(count, Numbers.number(limit).orElse(ATTRIBUTES.enough())),
        "what the queue notes of a session is more already",
        found);
    add(
        "hopcount_limit",
        limit -> Fact.known(Numbers.number(limit).filter(most -> most == 1).isPresent()),
        "the header Received of smtpd itself is one hop too many",
        found);
    add(
        "message_reject_characters",
        text -> Fact.known(haveCommon(Escapes.unescaped(text), RECEIVED)),
        "the header Received of smtpd itself has such a character",
        found);
    add(
        "message_strip_characters",
        text -> Fact.known(haveCommon(Escapes.unescaped(text), RECEIVED_NAME)),
        "without them the header Received of smtpd itself is none",
        found);
    return found;
  }

  private static boolean haveCommon(String one, String other) {
    return one.chars().anyMatch(c -> other.indexOf(c) >= 0);
  }

  /** What is not known is not held against it. */
  private void add(
      String parameter, Function<String, Fact<Boolean>> check, String why, List<Failing> found) {
    Fact<String> value = cleanup.value(parameter);
    if (value.possibilities().stream().allMatch(text -> check.apply(text).is(false))) {
      return;
    }
    found.add(new Failing(value.flatMap(check), parameter + ": " + why, value.origins()));
  }
}
