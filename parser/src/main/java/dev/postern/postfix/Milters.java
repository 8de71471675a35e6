package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.Text;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of the mail filters that smtpd asks. Over one that is none it ends as soon as a
 * client comes, though the others may be right (milter8_connect() of milter/milter8.c,
 * find_inet_service() of util/find_inet.c).
 */
final class Milters {
  private static final String INET = "inet:";
  private static final String SWITCHED_OFF = "no_milters";

  private Milters() {}

  /** What is wrong with them: Sendmail's {@code inet:port@host} is {@code inet:host:port} here. */
  static List<Failing> failings(Scope scope) {
    Fact<String> list = scope.value("smtpd_milters");
    boolean asked =
        scope
            .value("receive_override_options")
            .map(words -> !Text.elements(words).contains(SWITCHED_OFF))
            .toOptional()
            .orElse(false);
    return !asked
        ? List.of()
        : Text.elements(list.toOptional().orElse("")).stream()
            .flatMap(milter -> complaint(address(milter)).stream())
            .map(why -> new Failing(Fact.known(true), why, list.origins()))
            .limit(1)
            .toList();
  }

  /** Without the options that may stand with it in braces. */
  private static String address(String milter) {
    return Braces.inner(milter)
        .map(inner -> Text.elements(inner).stream().findFirst().orElse(""))
        .orElse(milter);
  }

  private static Optional<String> complaint(String address) {
    if (!address.startsWith(INET) || address.length() == INET.length()) {
      return Optional.empty();
    }
    String place = address.substring(INET.length());
    int colon = place.lastIndexOf(':');
    String service = place.substring(colon + 1);
    if (service.isEmpty() || service.endsWith("]")) {
      return wrong(address, "it lacks a port");
    }
    boolean isName = !isDigit(service.charAt(0));
    return isName || service.chars().allMatch(c -> isDigit((char) c))
        ? Optional.empty()
        : wrong(address, "\"" + Text.quoted(service) + "\" is no port");
  }

  private static Optional<String> wrong(String address, String why) {
    return Optional.of(
        "smtpd_milters: \"%s\" is not inet:host:port: %s".formatted(Text.quoted(address), why));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
