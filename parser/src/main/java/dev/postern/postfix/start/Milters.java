package dev.postern.postfix.start;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Braces;
import dev.postern.postfix.syntax.NameValue;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of the mail filters that smtpd asks. Over one that is none it ends as soon as a
 * client comes, though the others may be right (milter8_connect() of milter/milter8.c,
 * find_inet_service() of util/find_inet.c).
 */
public final class Milters {
  private static final String LIST = "smtpd_milters";
  private static final String TABLES = "smtpd_milter_maps";
  private static final String DISABLED = "DISABLE";
  private static final String STRANGER = "203.0.113.7";
  private static final String INET = "inet:";
  private static final List<String> KINDS = List.of(INET, "unix:", "local:");
  private static final String ACTION = "default_action";
  private static final String ACCEPT = "accept";
  private static final String SWITCHED_OFF = "no_milters";

  private Milters() {}

  /** What is wrong with them: Sendmail's {@code inet:port@host} is {@code inet:host:port} here. */
  public static List<Failing> failings(Scope scope) {
    Fact<String> list = ofStrangers(scope);
    List<ServerOptions> milters = asked(list, scope);
    if (milters.isEmpty()) {
      return List.of();
    }
    List<Failing> failings = new ArrayList<>();
    milters.stream()
        .flatMap(milter -> milter.complaint().or(() -> complaint(milter.address())).stream())
        .findFirst()
        .ifPresent(
            why -> failings.add(new Failing(Fact.known(true), LIST + ": " + why, list.origins())));
    Fact<String> defaults = scope.value("milter_macro_defaults");
    Text.elements(defaults.toOptional().orElse("")).stream()
        .filter(entry -> !NameValue.of(macro(entry)).isGood())
        .map(entry -> "malformed default macro entry: " + Text.quoted(entry))
        .findFirst()
        .ifPresent(why -> failings.add(new Failing(Fact.known(true), why, defaults.origins())));
    return failings;
  }

  /**
   * Why no message is taken: one that cannot be a filter's address fails for every message
   * (milter8_connect()).
   */
  public static List<Failing> refusals(Scope scope) {
    Fact<String> list = ofStrangers(scope);
    String action = scope.value("milter_default_action").toOptional().orElse("accept");
    return asked(list, scope).stream()
        .filter(milter -> !ACCEPT.equalsIgnoreCase(milter.values().getOrDefault(ACTION, action)))
        .map(ServerOptions::address)
        .filter(address -> KINDS.stream().noneMatch(kind -> isOf(kind, address)))
        .map(
            address ->
                "%s: \"%s\" is none of inet:host:port and unix:path"
                    .formatted(LIST, Text.quoted(address)))
        .map(why -> new Failing(Fact.known(true), why, list.origins()))
        .limit(1)
        .toList();
  }

  private static boolean isOf(String kind, String address) {
    return address.startsWith(kind) && address.length() > kind.length();
  }

  private static List<ServerOptions> asked(Fact<String> list, Scope scope) {
    boolean asked = scope.lists("receive_override_options", SWITCHED_OFF).is(false);
    return Text.elements(asked ? list.toOptional().orElse("") : "").stream()
        .map(milter -> ServerOptions.read(milter, "milter"))
        .toList();
  }

  /** Those for a client of which the host knows nothing, which a table may tell instead. */
  private static Fact<String> ofStrangers(Scope scope) {
    Fact<String> tables = scope.value(TABLES);
    for (String table : Text.elements(tables.toOptional().orElse(""))) {
      Fact<Lookup> found = scope.machine().table(table).find(STRANGER).map(Lookup::filled);
      if (!found.is(Lookup.NOTHING)) {
        return found.toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Found answer
            ? Fact.known(
                DISABLED.equalsIgnoreCase(answer.value()) ? "" : answer.value(), tables.origins())
            : scope.value(LIST);
      }
    }
    return scope.value(LIST);
  }

  /** Whether mail goes on unfiltered where one of them cannot be asked. */
  public static Fact<Boolean> letPassOnFailure(Scope scope) {
    return ofStrangers(scope)
        .with(
            scope.value("milter_default_action"),
            (list, action) ->
                Text.elements(list).stream()
                    .map(milter -> ServerOptions.read(milter, "milter").values())
                    .map(values -> values.getOrDefault(ACTION, action))
                    .anyMatch(ACCEPT::equalsIgnoreCase));
  }

  /** A name in braces, as {@code {name}=value}, is no entry in braces. */
  private static String macro(String entry) {
    return Braces.inner(entry).orElse(entry);
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
    return Optional.of("\"%s\" is not inet:host:port: %s".formatted(Text.quoted(address), why));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
