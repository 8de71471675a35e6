package dev.postern.postfix.client;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.start.Failing;
import dev.postern.postfix.syntax.MasterEntry;
import dev.postern.postfix.tls.TlsSetup;
import dev.postern.posture.mail.DestinationPolicy;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.service.Protocol;
import dev.postern.posture.service.Service;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.LazyList;
import dev.postern.source.Problem;
import dev.postern.tls.HostTls;
import java.util.ArrayList;
import java.util.List;

/** The SMTP and LMTP clients of an instance (smtp(8), smtp/smtp_tls_policy.c). */
public final class SmtpClients {
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
  public SmtpClients(
      PostfixSettings settings, Services services, HostTls host, Fact<Boolean> started) {
    this.settings = settings;
    this.transports = new Transports(settings.global());
    this.services = services;
    this.host = host;
    this.started = started;
  }

  /** What is wrong with the clients that were asked for. */
  public List<Problem> problems() {
    return problems;
  }

  public List<Outbound> outbound() {
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
    ClientLogin login = new ClientLogin(scope, entry.program(), tls);
    if (runs.is(true)) {
      for (Failing failing : login.failings()) {
        problems.add(failing.problem(entry, "ends when it is to log in, and mail waits"));
      }
    }
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
        login.happens(),
        Fact.and(runs, login.inClear()));
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
}
