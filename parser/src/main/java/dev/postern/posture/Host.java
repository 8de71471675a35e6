package dev.postern.posture;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.daemon.ConfigurationFile;
import dev.postern.posture.daemon.Logging;
import dev.postern.posture.daemon.MailStorage;
import dev.postern.posture.daemon.OutgoingTls;
import dev.postern.posture.daemon.PasswordServer;
import dev.postern.posture.daemon.Privileges;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.network.Jail;
import dev.postern.posture.network.PacketFiltering;
import dev.postern.posture.service.Software;
import dev.postern.posture.shape.LazyList;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.source.ReadFile;
import java.util.List;

/**
 * What one host does on the network.
 *
 * @param root where its files were found, as the user gave it
 * @param jails those of fail2ban; empty without it
 * @param configuration the files with settings; a {@link LazyList}
 * @param files what was read, sorted by path; not a key of the posture
 * @param assumptions what is taken for granted of the host as a whole; not a key of the posture
 */
public record Host(
    String name,
    String root,
    List<ReadFile> files,
    List<Software> software,
    List<Endpoint> endpoints,
    List<SmtpRelay> smtpRelays,
    OnHost onHost,
    PacketFiltering packetFilter,
    Fact<List<Jail>> jails,
    List<ConfigurationFile> configuration,
    List<Trouble> problems,
    List<Origin.Assumption> assumptions) {
  public static final Shape<Host> SHAPE =
      Shape.<Host>named("host")
          .leaf("name", Type.TEXT, host -> Fact.known(host.name()))
          .leaf("root", Type.TEXT, host -> Fact.known(host.root()))
          .parts("software", Software.SHAPE, host -> Fact.known(host.software()))
          .parts("endpoints", Endpoint.SHAPE, host -> Fact.known(host.endpoints()))
          .leaf(
              "port-conflicts",
              new Type.ListOf(Type.TEXT),
              host -> PortConflicts.among(host.endpoints()))
          .parts("smtp-relay", SmtpRelay.SHAPE, host -> Fact.known(host.smtpRelays()))
          .part("packet-filter", PacketFiltering.SHAPE, Host::packetFilter)
          .parts("logging", Logging.SHAPE, host -> Fact.known(host.onHost().logging()))
          .parts("accounts", AccountDatabase.SHAPE, host -> Fact.known(host.onHost().accounts()))
          .parts("sockets", UnixSocket.SHAPE, host -> Fact.known(host.onHost().sockets()))
          .parts("secrets", SecretFile.SHAPE, host -> Fact.known(host.onHost().secrets()))
          .parts("outbound", Outbound.SHAPE, host -> Fact.known(host.onHost().outbound()))
          .parts("outgoing-tls", OutgoingTls.SHAPE, host -> Fact.known(host.onHost().outgoing()))
          .parts(
              "password-servers",
              PasswordServer.SHAPE,
              host -> Fact.known(host.onHost().passwordServers()))
          .parts("storage", MailStorage.SHAPE, host -> Fact.known(host.onHost().storage()))
          .parts("privileges", Privileges.SHAPE, host -> Fact.known(host.onHost().privileges()))
          .parts("jails", Jail.SHAPE, Host::jails)
          .parts("configuration", ConfigurationFile.SHAPE, host -> Fact.known(host.configuration()))
          .parts("problems", Trouble.SHAPE, host -> Fact.known(host.problems()))
          .build();

  public Host {
    files = List.copyOf(files);
    software = List.copyOf(software);
    endpoints = List.copyOf(endpoints);
    smtpRelays = List.copyOf(smtpRelays);
    problems = List.copyOf(problems);
    assumptions = List.copyOf(assumptions);
  }
}
