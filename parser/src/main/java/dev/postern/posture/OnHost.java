package dev.postern.posture;

import dev.postern.posture.daemon.Logging;
import dev.postern.posture.daemon.MailStorage;
import dev.postern.posture.daemon.OutgoingTls;
import dev.postern.posture.daemon.PasswordServer;
import dev.postern.posture.daemon.Privileges;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.mail.Outbound;
import dev.postern.posture.shape.LazyList;
import java.util.ArrayList;
import java.util.List;

/**
 * What a daemon does on its host, out of the network's sight.
 *
 * @param accounts the databases that know the users' passwords, in the order in which they are
 *     asked
 * @param sockets the UNIX sockets it opens; a {@link LazyList} where they are many
 * @param secrets the files that hold a secret; never the secret
 * @param outgoing how it checks the servers to which it connects by TLS
 * @param passwordServers the servers to which it sends passwords
 * @param outbound how it hands mail on
 * @param logging what it writes down of logins
 * @param storage what becomes of mail that it stores; a {@link LazyList} where it stores any
 * @param privileges as whom its processes run; a {@link LazyList} as well
 */
public record OnHost(
    List<AccountDatabase> accounts,
    List<UnixSocket> sockets,
    List<SecretFile> secrets,
    List<OutgoingTls> outgoing,
    List<PasswordServer> passwordServers,
    List<Outbound> outbound,
    List<Logging> logging,
    List<MailStorage> storage,
    List<Privileges> privileges) {
  public static final OnHost NONE =
      new OnHost(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          List.of());

  /** The same with other databases. */
  public OnHost withAccounts(List<AccountDatabase> others) {
    return new OnHost(
        others,
        sockets,
        secrets,
        outgoing,
        passwordServers,
        outbound,
        logging,
        storage,
        privileges);
  }

  /** The same with other secrets. */
  public OnHost withSecrets(List<SecretFile> others) {
    return new OnHost(
        accounts,
        sockets,
        others,
        outgoing,
        passwordServers,
        outbound,
        logging,
        storage,
        privileges);
  }

  /** The same with other clients. */
  public OnHost withOutbound(List<Outbound> others) {
    return new OnHost(
        accounts,
        sockets,
        secrets,
        outgoing,
        passwordServers,
        others,
        logging,
        storage,
        privileges);
  }

  /** Both together, in this order. */
  public OnHost plus(OnHost other) {
    return new OnHost(
        concat(accounts, other.accounts),
        new LazyList<>(() -> concat(sockets, other.sockets)),
        concat(secrets, other.secrets),
        concat(outgoing, other.outgoing),
        concat(passwordServers, other.passwordServers),
        concat(outbound, other.outbound),
        concat(logging, other.logging),
        new LazyList<>(() -> concat(storage, other.storage)),
        new LazyList<>(() -> concat(privileges, other.privileges)));
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  public OnHost {
    accounts = List.copyOf(accounts);
    secrets = List.copyOf(secrets);
    outgoing = List.copyOf(outgoing);
    passwordServers = List.copyOf(passwordServers);
    outbound = List.copyOf(outbound);
    logging = List.copyOf(logging);
  }
}
