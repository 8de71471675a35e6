package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.posture.Endpoint;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * A jail of fail2ban: one that is on, or one that would count failed logins to mail.
 *
 * @param covers the {@link Endpoint#id} of each endpoint whose failed logins it bans
 * @param failures how many in {@code findSeconds} lead to a ban
 * @param banSeconds for how long a ban holds; {@link Integer#MAX_VALUE} without an end
 * @param matchesAuthentication whether it counts failed logins to a mail endpoint at all, whatever
 *     it does then
 * @param action the names of its actions
 */
public record Jail(
    String name,
    Fact<Boolean> enabled,
    Fact<List<String>> covers,
    Fact<Integer> failures,
    Fact<Integer> findSeconds,
    Fact<Integer> banSeconds,
    Fact<Boolean> matchesAuthentication,
    Fact<List<String>> action) {
  public static final Shape<Jail> SHAPE =
      Shape.<Jail>named("jail")
          .leaf("name", Type.TEXT, jail -> Fact.known(jail.name()))
          .leaf("enabled", Type.BOOLEAN, Jail::enabled)
          .leaf("covers", new Type.ListOf(Type.TEXT), Jail::covers)
          .leaf("failures", Type.INTEGER, Jail::failures)
          .leaf("find-seconds", Type.INTEGER, Jail::findSeconds)
          .leaf("ban-seconds", Type.INTEGER, Jail::banSeconds)
          .leaf("matches-authentication", Type.BOOLEAN, Jail::matchesAuthentication)
          .leaf("action", new Type.ListOf(Type.TEXT), Jail::action)
          .build();
}
