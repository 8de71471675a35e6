package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.shape.Word;
import java.util.List;

/**
 * A limit that covers an endpoint, whichever layer sets it.
 *
 * @param limit how many in {@code per} seconds; for concurrent connections, how many at once
 * @param per seconds; 0 for a count at one moment
 * @param banSeconds for how long a ban holds; 0 without a ban
 * @param families 4, 6 or both
 * @param exempt clients to whom it does not apply
 */
public record RateLimit(
    Fact<Layer> layer,
    Fact<Kind> kind,
    Fact<Integer> limit,
    Fact<Integer> per,
    Fact<Key> key,
    Fact<Action> action,
    Fact<Integer> banSeconds,
    Fact<List<Integer>> families,
    Fact<Networks> exempt) {

  /** Who counts. */
  public enum Layer {
    DOVECOT,
    POSTFIX,
    FAIL2BAN,
    FIREWALL,
    POLICY_SERVER,
    /** A program whose files are not read. */
    UNREAD_PROGRAM
  }

  /** What is counted. */
  public enum Kind {
    AUTHENTICATION_ATTEMPTS,
    AUTHENTICATION_FAILURES,
    CONNECTIONS,
    CONCURRENT_CONNECTIONS,
    MESSAGES,
    RECIPIENTS,
    TLS_SESSIONS,
    ERRORS
  }

  /** By what the count is kept apart. */
  public enum Key {
    CLIENT_ADDRESS,
    CLIENT_PREFIX,
    USER,
    USER_AND_ADDRESS,
    /** One connection. */
    SESSION,
    GLOBAL
  }

  /** What happens beyond it. */
  public enum Action {
    DELAY,
    REFUSE,
    DROP,
    BAN
  }

  /**
   * What a program may do that counts failed logins by files that are not read.
   *
   * @param reason why it is not known
   */
  public static RateLimit ofUnreadProgram(String reason) {
    return new RateLimit(
        Fact.known(Layer.UNREAD_PROGRAM),
        Fact.known(Kind.AUTHENTICATION_FAILURES),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.known(List.of(4, 6)),
        Fact.unknown(reason));
  }

  /**
   * How many a minute it allows in the long run, rounded up; for a count at one moment that count.
   */
  private Fact<Integer> perMinute() {
    return limit.with(
        per,
        (count, seconds) ->
            seconds == 0
                ? count
                : (int) Math.min(Integer.MAX_VALUE, Math.ceil(count * 60.0 / seconds)));
  }

  public static final Shape<RateLimit> SHAPE =
      Shape.<RateLimit>named("rate-limit")
          .leaf("layer", Type.of(Layer.class), RateLimit::layer)
          .leaf("kind", Type.of(Kind.class), RateLimit::kind)
          .leaf("limit", Type.INTEGER, RateLimit::limit)
          .leaf("per", Type.INTEGER, RateLimit::per)
          .leaf("per-minute", Type.INTEGER, RateLimit::perMinute)
          .leaf("key", Type.of(Key.class), RateLimit::key)
          .leaf("action", Type.of(Action.class), RateLimit::action)
          .leaf("ban-seconds", Type.INTEGER, RateLimit::banSeconds)
          .leaf("families", new Type.ListOf(Type.INTEGER), RateLimit::families)
          .leaf("exempt", Type.NETWORKS, RateLimit::exempt)
          .leaf("exempt-breadth", Word.BREADTH, limit -> limit.exempt().map(Networks::breadth))
          .build();
}
