package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.ParameterTypes;
import dev.postern.postfix.settings.ParameterTypes.Check;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What every program of Postfix checks of the parameters it reads: their types, and some of them
 * beside another (mail_params_init() in global/mail_params.c, global/own_inet_addr.c).
 */
public final class SharedChecks {
  private SharedChecks() {}

  /**
   * Two parameters that do not go with each other.
   *
   * @param complaint says why a value of the first does not go with one of the second
   */
  private record Pair(
      String name, String other, BiFunction<String, String, Optional<String>> complaint) {

    Optional<Failing> of(Scope scope) {
      if (scope.written(name).isEmpty() && scope.written(other).isEmpty()) {
        return Optional.empty();
      }
      Fact<String> first = scope.value(name);
      Fact<Optional<String>> both = first.with(scope.value(other), complaint);
      return both.possibilities().stream()
          .flatMap(Optional::stream)
          .findFirst()
          .map(why -> new Failing(both.map(Optional::isPresent), why, origins(scope, first)));
    }

    /** Those of the parameter that is written, the first of the two before the other. */
    private List<Origin> origins(Scope scope, Fact<String> first) {
      return scope.written(name).isPresent() ? first.origins() : scope.value(other).origins();
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("relayhost", "myhostname", SharedChecks::itself),
          new Pair("mail_owner", "default_privs", SharedChecks::oneUser),
          new Pair("default_verp_delimiters", "verp_delimiter_filter", SharedChecks::delimiters));

  /**
   * What is found.
   *
   * @param concerned which parameters are looked at, by name
   */
  public static List<Failing> of(Scope scope, Predicate<String> concerned) {
    List<Failing> found = new ArrayList<>();
    for (Check check : ParameterTypes.all().of("every")) {
      if (concerned.test(check.name())) {
        Failing.of(check, scope).ifPresent(found::add);
      }
    }
    for (Pair pair : PAIRS) {
      if (concerned.test(pair.name()) || concerned.test(pair.other())) {
        pair.of(scope).ifPresent(found::add);
      }
    }
    if (concerned.test(OwnAddresses.INTERFACES) || concerned.test(OwnAddresses.PROTOCOLS)) {
      OwnAddresses.failing(scope).ifPresent(found::add);
    }
    return found;
  }

  private static Optional<String> itself(String relayHost, String hostName) {
    return where(
        relayHost.equalsIgnoreCase(hostName),
        "myhostname and relayhost parameter settings must not be identical: %s",
        hostName);
  }

  private static Optional<String> oneUser(String owner, String privileges) {
    return where(
        owner.equals(privileges),
        "parameters default_privs and mail_owner specify the same user %s",
        owner);
  }

  private static Optional<String> delimiters(String delimiters, String allowed) {
    return where(
        delimiters.chars().anyMatch(c -> allowed.indexOf(c) < 0),
        "parameters default_verp_delimiters and verp_delimiter_filter: bad VERP delimiter character in %s",
        delimiters);
  }

  private static Optional<String> where(boolean isWrong, String complaint, String value) {
    return isWrong ? Optional.of(complaint.formatted(Text.quoted(value))) : Optional.empty();
  }
}
