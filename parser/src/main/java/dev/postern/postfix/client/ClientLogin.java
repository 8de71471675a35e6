package dev.postern.postfix.client;

import dev.postern.fact.Fact;
import dev.postern.postfix.sasl.SaslMechanisms;
import dev.postern.postfix.sasl.SecurityOptions;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The logins of one SMTP or LMTP client at other servers (smtp/smtp_sasl_glue.c). */
final class ClientLogin {
  private static final String BEFORE_TLS = "_sasl_security_options";
  private static final List<String> OPTIONS =
      List.of(BEFORE_TLS, "_sasl_tls_security_options", "_sasl_tls_verified_security_options");

  /** Where mail may be sent past the relay host. */
  private static final List<String> ROUTES =
      List.of(
          "transport_maps",
          "sender_dependent_relayhost_maps",
          "sender_dependent_default_transport_maps",
          "relay_domains");

  /** The mechanisms that send a password as it is. */
  private static final List<String> READABLE = List.of("PLAIN", "LOGIN");

  private final Scope scope;
  private final String prefix;
  private final ClientTls tls;
  private final Set<String> destinations;

  /**
   * The logins of one client.
   *
   * @param prefix of its parameters: smtp or lmtp
   */
  ClientLogin(Scope scope, String prefix, ClientTls tls) {
    this.scope = scope;
    this.prefix = prefix;
    this.tls = tls;
    this.destinations = destinations();
  }

  /** Whether it logs in anywhere. */
  Fact<Boolean> happens() {
    Fact<Boolean> meant =
        Fact.and(
            scope.yes(prefix + "_sasl_auth_enable"),
            scope.value(prefix + "_sasl_password_maps").map(tables -> !tables.isEmpty()));
    if (meant.is(false)) {
      return meant;
    }
    Fact<Boolean> asked = Fact.known(false);
    for (String destination : destinations) {
      asked = Fact.or(asked, isAsked(destination));
    }
    return Fact.and(meant, asked);
  }

  private Fact<Boolean> isAsked(String destination) {
    return new ServerGreeting(scope, prefix).shows("auth", destination);
  }

  /** Whether a password may go out as it is, to a server without TLS. */
  Fact<Boolean> inClear() {
    Fact<Boolean> possible = Fact.and(happens(), showsPasswords());
    if (possible.is(false)) {
      return possible;
    }
    Fact<Boolean> clear = Fact.known(false);
    for (String destination : destinations) {
      clear = Fact.or(clear, Fact.and(isAsked(destination), tls.goesWithoutTls(destination)));
    }
    return Fact.and(possible, clear);
  }

  private Fact<Boolean> showsPasswords() {
    return options(BEFORE_TLS)
        .with(
            scope.value(prefix + "_sasl_mechanism_filter"),
            (options, filter) ->
                options.wrongWord().isEmpty()
                    && READABLE.stream()
                        .anyMatch(
                            name ->
                                options.leave(name)
                                    && (filter.isEmpty() || SaslMechanisms.passes(filter, name))));
  }

  /** Of what Postfix is built with, Cyrus SASL alone has a client (xsasl_client.c). */
  private Fact<SecurityOptions> options(String name) {
    return scope.value(prefix + name).map(list -> new SecurityOptions(list, false));
  }

  /** Over what it ends whenever it is to log in, and the message waits. */
  List<Failing> failings() {
    List<Failing> failings = new ArrayList<>();
    for (String name : OPTIONS) {
      Fact<SecurityOptions> options = options(name);
      if (scope.written(prefix + name).isPresent() && happens().possibilities().contains(true)) {
        options.toOptional().flatMap(SecurityOptions::wrongWord).stream()
            .map(word -> "unknown %s%s: %s".formatted(prefix, name, Text.quoted(word)))
            .map(why -> new Failing(happens(), why, options.origins()))
            .forEach(failings::add);
      }
    }
    return failings;
  }

  /**
   * Where it logs in, as far as the files tell: the relay host, and whom the passwords name where
   * mail may come to them. Those of senders count only where it is told to look for them
   * (smtp_sasl_passwd_lookup()).
   */
  private Set<String> destinations() {
    Set<String> result = new LinkedHashSet<>();
    String relay = Text.lower(scope.value("relayhost").toOptional().orElse(""));
    List<String> ofRelay = List.of(host(relay), relay);
    boolean ofSenders = !scope.yes(prefix + "_sender_dependent_authentication").is(false);
    boolean goesElsewhere = relay.isEmpty() || routesMayDiffer();
    boolean logsInThere = false;
    String passwords = scope.value(prefix + "_sasl_password_maps").toOptional().orElse("");
    for (String name : Text.elements(passwords)) {
      LookupTable table = scope.machine().table(name);
      Fact<Lookup> ofHost = table.find(host(relay)).map(Lookup::filled);
      Fact<Lookup> found =
          ofHost.is(Lookup.NOTHING) ? table.find(relay).map(Lookup::filled) : ofHost;
      logsInThere |=
          relay.isEmpty()
              ? !table.listsAll()
              : found.possibilities().isEmpty()
                  || found.possibilities().stream().anyMatch(Lookup.Found.class::isInstance);
      for (String key : table.keys()) {
        if (key.indexOf('@') >= 0) {
          logsInThere |= ofSenders;
        } else if (!ofRelay.contains(key) && (goesElsewhere || mayBeExchanger(key, relay))) {
          result.add(key);
        }
      }
    }
    if (logsInThere && !relay.isEmpty()) {
      result.add(relay);
    }
    if (logsInThere && result.isEmpty()) {
      result.add(ClientTls.ANYBODY);
    }
    return result;
  }

  /** Whether some mail may have another way than the relay host. */
  private boolean routesMayDiffer() {
    return ROUTES.stream().anyMatch(name -> !scope.value(name).is(""));
  }

  /** A relay host without brackets stands for the hosts that DNS names for it. */
  private static boolean mayBeExchanger(String key, String relay) {
    return !relay.startsWith("[") && key.indexOf('[') < 0 && key.indexOf(':') < 0;
  }

  /** The host of a destination, without brackets and port. */
  static String host(String destination) {
    String text = Services.host(destination + ":");
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }
}
