package dev.postern.dovecot;

import dev.postern.posture.OnHost;
import dev.postern.posture.daemon.Logging;
import dev.postern.posture.daemon.MailStorage;
import dev.postern.posture.daemon.OutgoingTls;
import dev.postern.posture.daemon.PasswordServer;
import dev.postern.posture.daemon.Privileges;
import dev.postern.posture.daemon.SecretFile;
import dev.postern.posture.daemon.UnixSocket;
import dev.postern.posture.login.AccountDatabase;
import dev.postern.posture.shape.LazyList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** What holds out of the network's sight whether a server is Dovecot 2.2 or 2.3. */
final class EitherHost {
  private EitherHost() {}

  /**
   * What both do, and of the rest that it depends on the version.
   *
   * @param older as 2.2 has it
   * @param newer as 2.3 has it
   */
  static OnHost of(OnHost older, OnHost newer) {
    return new OnHost(
        inPairs(older.accounts(), newer.accounts(), EitherHost::account),
        new LazyList<>(() -> sockets(older.sockets(), newer.sockets())),
        secrets(older.secrets(), newer.secrets()),
        inPairs(older.outgoing(), newer.outgoing(), EitherHost::outgoing),
        inPairs(older.passwordServers(), newer.passwordServers(), EitherHost::passwordServer),
        newer.outbound(),
        inPairs(older.logging(), newer.logging(), EitherHost::logging),
        new LazyList<>(() -> inPairs(older.storage(), newer.storage(), EitherHost::storage)),
        new LazyList<>(
            () -> inPairs(older.privileges(), newer.privileges(), EitherHost::privileges)));
  }

  /** Both versions read the same sections, so that the same places stand for the same things. */
  private static <T> List<T> inPairs(List<T> older, List<T> newer, BinaryOperator<T> both) {
    if (older.size() != newer.size()) {
      return newer;
    }
    List<T> all = new ArrayList<>();
    for (int i = 0; i < newer.size(); i++) {
      all.add(both.apply(older.get(i), newer.get(i)));
    }
    return all;
  }

  private static AccountDatabase account(AccountDatabase older, AccountDatabase newer) {
    return new AccountDatabase(
        newer.software(),
        EitherVersion.either(older.driver(), newer.driver()),
        EitherVersion.either(older.file(), newer.file()),
        EitherVersion.either(older.scheme(), newer.scheme()),
        EitherVersion.either(older.deny(), newer.deny()),
        EitherVersion.either(older.master(), newer.master()),
        EitherVersion.either(older.withoutPassword(), newer.withoutPassword()),
        EitherVersion.either(older.proxy(), newer.proxy()),
        EitherVersion.either(older.fromNetworks(), newer.fromNetworks()),
        EitherVersion.either(older.anyName(), newer.anyName()));
  }

  private static OutgoingTls outgoing(OutgoingTls older, OutgoingTls newer) {
    return new OutgoingTls(
        newer.software(),
        newer.purpose(),
        EitherVersion.either(older.verified(), newer.verified()));
  }

  private static PasswordServer passwordServer(PasswordServer older, PasswordServer newer) {
    return new PasswordServer(
        newer.software(),
        newer.purpose(),
        EitherVersion.either(older.server(), newer.server()),
        EitherVersion.either(older.inClear(), newer.inClear()));
  }

  private static Logging logging(Logging older, Logging newer) {
    return new Logging(
        newer.software(),
        EitherVersion.either(older.destination(), newer.destination()),
        EitherVersion.either(older.failures(), newer.failures()),
        EitherVersion.either(older.failureReasons(), newer.failureReasons()),
        EitherVersion.either(older.passwords(), newer.passwords()),
        EitherVersion.either(older.tls(), newer.tls()),
        EitherVersion.either(older.clientAddress(), newer.clientAddress()),
        EitherVersion.either(older.encryption(), newer.encryption()));
  }

  private static MailStorage storage(MailStorage older, MailStorage newer) {
    return new MailStorage(
        newer.software(),
        EitherVersion.either(older.quota(), newer.quota()),
        EitherVersion.either(older.expungeSeconds(), newer.expungeSeconds()),
        EitherVersion.either(older.deletedKept(), newer.deletedKept()),
        EitherVersion.either(older.deletionsLogged(), newer.deletionsLogged()),
        EitherVersion.either(older.encrypted(), newer.encrypted()),
        EitherVersion.either(older.replicated(), newer.replicated()));
  }

  private static Privileges privileges(Privileges older, Privileges newer) {
    return new Privileges(
        newer.software(),
        EitherVersion.either(older.loginUser(), newer.loginUser()),
        EitherVersion.either(older.internalUser(), newer.internalUser()),
        EitherVersion.either(older.loginApart(), newer.loginApart()),
        EitherVersion.either(older.loginShared(), newer.loginShared()),
        EitherVersion.either(older.rootMail(), newer.rootMail()),
        EitherVersion.either(older.mailGroups(), newer.mailGroups()));
  }

  private static List<SecretFile> secrets(List<SecretFile> older, List<SecretFile> newer) {
    List<SecretFile> all = new ArrayList<>(newer);
    older.stream().filter(secret -> !newer.contains(secret)).forEach(all::add);
    return all;
  }

  private static List<UnixSocket> sockets(List<UnixSocket> older, List<UnixSocket> newer) {
    Map<String, UnixSocket> byPath = new LinkedHashMap<>();
    older.forEach(socket -> byPath.put(key(socket), socket));
    List<UnixSocket> all = new ArrayList<>();
    for (UnixSocket socket : newer) {
      UnixSocket same = byPath.remove(key(socket));
      all.add(same == null ? ofOne(socket, "2.3") : socket(same, socket));
    }
    byPath.values().forEach(socket -> all.add(ofOne(socket, "2.2")));
    return all;
  }

  private static String key(UnixSocket socket) {
    return socket.path().toOptional() + " " + socket.purpose().toOptional();
  }

  private static UnixSocket socket(UnixSocket older, UnixSocket newer) {
    return new UnixSocket(
        newer.software(),
        newer.kind(),
        newer.path(),
        newer.purpose(),
        newer.type(),
        EitherVersion.either(older.mode(), newer.mode()),
        EitherVersion.either(older.owner(), newer.owner()),
        EitherVersion.either(older.group(), newer.group()));
  }

  private static UnixSocket ofOne(UnixSocket socket, String version) {
    return new UnixSocket(
        socket.software(),
        socket.kind(),
        socket.path(),
        socket.purpose(),
        socket.type(),
        EitherVersion.onlyIn(version, "opens this socket", socket.mode()),
        socket.owner(),
        socket.group());
  }
}
