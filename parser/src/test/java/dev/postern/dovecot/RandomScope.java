package dev.postern.dovecot;

import dev.postern.dovecot.settings.Scope;
import dev.postern.net.Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Connections about which doveconf is asked. */
final class RandomScope {
  private RandomScope() {}

  static Scope of(Random random) {
    Scope scope = Scope.of(List.of("imap", "pop3", "lmtp", "sieve").get(random.nextInt(4)));
    String local = List.of("10.0.0.1", "192.0.2.5", "::1", "").get(random.nextInt(4));
    String remote = List.of("10.0.0.1", "10.9.9.9", "2001:db8::5", "").get(random.nextInt(4));
    String lname = List.of("mail.example.test", "b.test", "", "").get(random.nextInt(4));
    Optional<Address> at = Address.parse(local);
    Optional<Address> from = Address.parse(remote);
    Scope here = at.isPresent() ? scope.withLocal(at.get()) : scope;
    Scope there = from.isPresent() ? here.withRemote(from.get()) : here;
    return lname.isEmpty() ? there : there.withLocalName(lname);
  }

  /** The arguments of doveconf that ask for the settings of a connection. */
  static List<String> command(String option, Path main, Scope scope) {
    return command(option, main, scope, "lname");
  }

  /** The same of a version that has another word for the name a client asks for. */
  static List<String> command(String option, Path main, Scope scope, String localName) {
    List<String> command = new ArrayList<>(List.of(option, "-c", main.toString()));
    scope.protocol().ifPresent(p -> command.addAll(List.of("-f", "protocol=" + p)));
    scope.local().ifPresent(p -> command.addAll(List.of("-f", "local=" + p.base())));
    scope.remote().ifPresent(p -> command.addAll(List.of("-f", "remote=" + p.base())));
    scope.localName().ifPresent(n -> command.addAll(List.of("-f", localName + "=" + n)));
    return command;
  }
}
