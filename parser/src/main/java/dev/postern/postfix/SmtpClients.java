package dev.postern.postfix;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.mail.DestinationPolicy;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.LazyList;
import dev.postern.source.Problem;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The SMTP and LMTP clients of an instance (smtp(8), smtp/smtp_tls_policy.c). */
final class SmtpClients {
  private final PostfixSettings settings;
  private final Services services;
  private final Transports transports;
  private final HostTls host;
  private final Fact<Boolean> started;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * The clients of an instance.
   *
   * @param started whether Postfix starts with these files
   */
  SmtpClients(PostfixSettings settings, Services services, HostTls host, Fact<Boolean> started) {
    this.settings = settings;
    this.transports = new Transports(settings.global());
    this.services = services;
    this.host = host;
    this.started = started;
  }

  /** What is wrong with the clients that were asked for. */
  List<Problem> problems() {
    return problems;
  }

  List<Outbound> outbound() {
    List<Outbound> result = new ArrayList<>();
    for (MasterEntry entry : services.running()) {
      if (entry.program().equals("smtp") || entry.program().equals("lmtp")) {
        result.add(outbound(entry));
      }
    }
    return result;
  }

  private Outbound outbound(MasterEntry entry) {
    Scope scope = settings.scope(entry);
    ClientTls tls = new ClientTls(scope, entry.program(), nexthop(entry, scope));
    Fact<Boolean> runs = runs(entry, scope, tls);
    ClientOffer offer = new ClientOffer(scope, entry.program(), tls, host, runs);
    Origin line = entry.origin();
    return new Outbound(
        Service.of(SoftwareName.POSTFIX, entry.name()),
        Fact.known(entry.program().equals("smtp") ? Protocol.SMTP : Protocol.LMTP, line),
        transports.used(entry.service(), line),
        runs,
        tls.general().map(ClientPolicy::level),
        tls.usual().map(ClientPolicy::level),
        tls.dane(),
        offer.of(tls.usual()),
        tls.perDestination(),
        tls.named().map(named -> policies(named, tls, offer)),
        authenticates(scope, entry.program()),
        Fact.and(runs, credentialsInClear(scope, entry.program(), tls)));
  }

  private Fact<Boolean> runs(MasterEntry entry, Scope scope, ClientTls tls) {
    if (!started.is(true)) {
      return started;
    }
    TlsSetup setup = new TlsSetup(scope, entry.program(), host);
    List<Failing> failings = ClientHealth.of(entry, scope, tls, setup);
    for (Failing failing : failings) {
      problems.add(failing.problem(entry, "ends before it hands mail on"));
    }
    return Fact.not(Failing.any(failings)).because(List.of(entry.origin()));
  }

  private static List<DestinationPolicy> policies(
      List<ClientTls.Named> named, ClientTls tls, ClientOffer offer) {
    return new LazyList<>(
        () -> {
          List<DestinationPolicy> policies = new ArrayList<>();
          for (ClientTls.Named one : named) {
            policies.add(
                new DestinationPolicy(
                    Fact.known(one.destinations(), one.policy().origins()),
                    one.policy().map(ClientPolicy::level),
                    tls.dane(one.policy()),
                    offer.of(one.policy())));
          }
          return policies;
        });
  }

  /** The relay host, or the mail store that a parameter names with the service. */
  private Fact<String> nexthop(MasterEntry entry, Scope scope) {
    return entry.program().equals("smtp")
        ? scope.value("relayhost")
        : Fact.known(transports.store(entry.service()));
  }

  private static Fact<Boolean> authenticates(Scope scope, String prefix) {
    return Fact.and(
        scope.yes(prefix + "_sasl_auth_enable"),
        scope.value(prefix + "_sasl_password_maps").map(tables -> !tables.isEmpty()));
  }

  /** A password is sent as it is by PLAIN and LOGIN, which {@code noplaintext} excludes. */
  private static Fact<Boolean> credentialsInClear(Scope scope, String prefix, ClientTls tls) {
    Fact<Boolean> shows =
        Fact.and(
            scope
                .value(prefix + "_sasl_security_options")
                .map(options -> !Text.elements(Text.lower(options)).contains("noplaintext")),
            scope
                .value(prefix + "_sasl_mechanism_filter")
                .map(
                    filter ->
                        filter.isEmpty()
                            || SaslMechanisms.passes(filter, "PLAIN")
                            || SaslMechanisms.passes(filter, "LOGIN")));
    Fact<Boolean> possible = Fact.and(authenticates(scope, prefix), shows);
    if (possible.is(false)) {
      return possible;
    }
    Fact<Boolean> clear = Fact.known(false);
    for (String destination : destinations(scope, prefix)) {
      clear = Fact.or(clear, tls.goesWithoutTls(destination));
    }
    return Fact.and(possible, clear);
  }

  /** Where it logs in, as far as the files tell: the relay host, and whom the passwords name. */
  private static Set<String> destinations(Scope scope, String prefix) {
    Set<String> result = new LinkedHashSet<>();
    String relay = scope.value("relayhost").toOptional().orElse("");
    if (!relay.isEmpty()) {
      result.add(Text.lower(relay));
    }
    String passwords = scope.value(prefix + "_sasl_password_maps").toOptional().orElse("");
    for (String table : Text.elements(passwords)) {
      for (String key : scope.machine().table(table).keys()) {
        if (key.indexOf('@') < 0 && !host(key).equals(host(Text.lower(relay)))) {
          result.add(key);
        }
      }
    }
    if (result.isEmpty()) {
      result.add(ClientTls.ANYBODY);
    }
    return result;
  }

  static String host(String destination) {
    String text = Services.host(destination + ":");
    int colon = text.indexOf(':');
    Optional<String> bare = colon < 0 ? Optional.empty() : Optional.of(text.substring(0, colon));
    return bare.orElse(text);
  }
}
