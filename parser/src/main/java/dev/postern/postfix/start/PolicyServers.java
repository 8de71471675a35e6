package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The policy servers that restrictions name. Over one that cannot be one smtpd ends as it starts
 * (policy_client_register() of smtpd/smtpd_check.c, auto_clnt_create() of util/auto_clnt.c).
 */
public final class PolicyServers {
  private static final String CHECK = "check_policy_service";
  private static final String PREFIX = "smtpd_policy_service_";
  private static final String LIMIT = "request_limit";
  private static final Set<String> TRANSPORTS = Set.of("inet", "local", "unix");

  private PolicyServers() {}

  /** What is wrong with them. */
  public static List<Failing> failings(Scope scope) {
    List<Failing> failings = new ArrayList<>();
    String limit = scope.value(PREFIX + LIMIT).toOptional().orElse("0");
    for (String parameter : OpenedTables.restrictions(scope)) {
      Fact<String> list = scope.value(parameter);
      List<String> words = Text.elements(list.toOptional().orElse(""));
      for (int i = 1; i < words.size(); i++) {
        if (words.get(i - 1).equalsIgnoreCase(CHECK)) {
          complaint(words.get(i), limit)
              .map(why -> CHECK + ": " + why)
              .ifPresent(why -> failings.add(new Failing(Fact.known(true), why, list.origins())));
        }
      }
    }
    return failings;
  }

  private static Optional<String> complaint(String server, String limit) {
    ServerOptions options = ServerOptions.read(server, "policy-server");
    return options
        .complaint()
        .or(() -> ofAddress(options.address()))
        .or(() -> ofLimit(options.values().getOrDefault(LIMIT, limit)));
  }

  /** No limit is 0 (attr_clnt_control() of util/attr_clnt.c). */
  private static Optional<String> ofLimit(String limit) {
    return Numbers.integer(limit).filter(number -> number < 0).isPresent()
        ? Optional.of("bad request limit: " + Text.quoted(limit))
        : Optional.empty();
  }

  private static Optional<String> ofAddress(String address) {
    int colon = address.indexOf(':');
    boolean isGood = colon > 0 && colon < address.length() - 1;
    return isGood && TRANSPORTS.contains(address.substring(0, colon))
        ? Optional.empty()
        : Optional.of(
            "need service transport:endpoint instead of \"" + Text.quoted(address) + "\"");
  }
}
