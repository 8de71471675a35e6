package dev.postern.postfix;

import static dev.postern.testing.TreeFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.host.HostFinder;
import dev.postern.host.HostOptions;
import dev.postern.host.HostReader;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.login.Authentication;
import dev.postern.posture.login.LoginServer.Answer;
import dev.postern.posture.mail.SmtpRelay;
import dev.postern.posture.service.State;
import dev.postern.testing.Json;
import dev.postern.testing.Oracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Postfix asks Dovecot for passwords: who cannot be asked, or may not, lets nobody log in. */
class LoginServerLiveTest {
  private static final String MAIN =
      Instance.SERVER + Instance.CERTIFICATE + "smtpd_sasl_auth_enable = yes\n";

  /** A socket with these settings, or with its own defaults. */
  private static final List<String> SOCKETS =
      List.of(
          "auth mode=0660 user=postfix group=postfix",
          "nothing-written",
          "world mode=0666",
          "readable mode=0444",
          "others mode=0602",
          "of-root mode=0660",
          "of-the-group mode=0660 group=postfix",
          "of-another-group mode=0660 group=mail",
          "owner-last mode=0066 user=postfix group=postfix",
          "group-last mode=0606 group=postfix",
          "never mode=0 user=postfix",
          "auth-master mode=0666",
          "auth-userdb mode=0666",
          "auth-login mode=0666",
          "tokenlogin mode=0666",
          "token mode=0666",
          "login mode=0666",
          "master-of-auth mode=0666");

  private static final List<String> ELSEWHERE =
      List.of(
          "unix:private/auth",
          "./private//../private/auth",
          "@T@/queue/private/auth",
          "@T@/run/auth-client",
          "@T@/run/auth-userdb",
          "@T@/run/login/login",
          "private/worker",
          "smtpd",
          "inet:127.0.0.1:12345",
          "inet:10.200.0.1:12346",
          "inet:127.0.0.1:12347");

  /** Ways to offer logins, each tried with a Dovecot that answers and with none. */
  private static final List<List<String>> OFFERS =
      List.of(
          List.of("smtpd_tls_security_level=may"),
          List.of("smtpd_tls_security_level=may", "smtpd_tls_auth_only=yes"),
          List.of("smtpd_tls_auth_only=yes"),
          List.of("smtpd_tls_security_level=encrypt"),
          List.of("smtpd_tls_wrappermode=yes"),
          List.of("smtpd_tls_wrappermode=yes", "smtpd_sasl_auth_enable=no"),
          List.of("smtpd_tls_security_level=may", "smtpd_sasl_auth_enable=no"),
          List.of("smtpd_sasl_exceptions_networks=0.0.0.0/0"),
          List.of("smtpd_client_restrictions=reject"),
          List.of("smtpd_sasl_type=cyrus"));

  @TempDir Path temp;

  @Test
  void whoIsAnsweredLogsIn() throws Exception {
    StringBuilder dovecot = new StringBuilder("protocols =\nssl = no\nservice auth {\n");
    List<String> paths = new ArrayList<>(ELSEWHERE);
    for (String socket : SOCKETS) {
      String[] words = socket.split(" ", -1);
      paths.add("private/" + words[0]);
      dovecot.append(" unix_listener @T@/queue/private/").append(words[0]).append(" {\n");
      for (int i = 1; i < words.length; i++) {
        dovecot.append("  ").append(words[i]).append('\n');
      }
      dovecot.append(" }\n");
    }
    dovecot.append(
        """
         unix_listener auth-client {
          mode = 0666
         }
         inet_listener {
          address = 127.0.0.1
          port = 12345
         }
         inet_listener own {
          address = 10.200.0.1
          port = 12346
         }
        }
        service auth-worker {
         unix_listener @T@/queue/private/worker {
          mode = 0666
         }
        }
        """);
    StringBuilder master = new StringBuilder();
    int port = 2500;
    for (String path : paths) {
      for (String chroot : List.of("n", "y")) {
        service(master, port++, chroot, path, List.of());
      }
    }
    for (List<String> offer : OFFERS) {
      service(master, port++, "n", "private/auth", offer);
      service(master, port++, "n", "private/nobody", offer);
    }
    Map<String, String> files =
        Map.of("main.cf", MAIN, "master.cf", master.toString(), "dovecot.conf", dovecot.toString());
    Map<String, Object> met = met(files);
    SoftAssertions every = new SoftAssertions();
    Host host = foretold(files);
    assertThat(host.smtpRelays()).hasSize(port - 2500);
    for (int i = 0; i < host.smtpRelays().size(); i++) {
      SmtpRelay relay = host.smtpRelays().get(i);
      String number = String.valueOf(relay.port().toOptional().orElseThrow());
      every
          .assertThat(answers(relay, host))
          .as("%s %s", number, relay.loginServer().asked())
          .isEqualTo(Json.asObject((Map<?, ?>) Objects.requireNonNull(met.get(number))));
    }
    every.assertAll();
  }

  private static void service(
      StringBuilder master, int port, String chroot, String path, List<String> options) {
    master.append("%d inet n - %s - - smtpd\n".formatted(port, chroot));
    master.append(" -o smtpd_sasl_path=").append(path).append('\n');
    options.forEach(option -> master.append(" -o ").append(option).append('\n'));
  }

  /** The same in the words of sasl_socket_probe.py. */
  private static Map<String, Object> answers(SmtpRelay relay, Host host) {
    Endpoint endpoint =
        host.endpoints().stream()
            .filter(found -> found.id().equals(relay.endpoint()))
            .findFirst()
            .orElseThrow();
    if (endpoint.state().is(State.DEAD)) {
      return Map.of("connect", false);
    }
    Fact<Answer> answer = relay.loginServer().answer();
    Authentication login = endpoint.authentication();
    boolean usable = answer.is(Answer.USABLE);
    return Map.of(
        "connect",
        true,
        "before",
        usable && login.cleartext().is(true),
        "mail",
        relay.takesOwnMail().is(true) && endpoint.tls().required().is(false),
        "after",
        usable && !login.mechanismsAfterTls().is(List.of()));
  }

  private Map<String, Object> met(Map<String, String> files) throws Exception {
    PostfixLab lab = new PostfixLab(temp);
    Oracle.require("dovecot");
    Path lying = Files.createDirectory(temp.resolve("lab"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(lying, file.getKey(), file.getValue());
    }
    Oracle.Answer answer = lab.ask("sasl_socket_probe.py", lying);
    assertThat(answer.out()).as(answer.err()).isNotEmpty();
    return Json.object(answer.out().strip());
  }

  private Host foretold(Map<String, String> files) throws Exception {
    Path root = Files.createDirectory(temp.resolve("host"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      String directory = file.getKey().equals("dovecot.conf") ? "etc/dovecot/" : "etc/postfix/";
      write(
          root,
          directory + file.getKey(),
          file.getValue()
              .replace("@DIR@", "/etc/ssl")
              .replace("@T@/queue", "/var/spool/postfix")
              .replace("@T@/run", "/var/run/dovecot"));
    }
    write(root, "etc/passwd", "postfix:x:102:105::/var/spool/postfix:/usr/sbin/nologin\n");
    write(root, "etc/group", "mail:x:8:\npostfix:x:105:\n");
    return HostReader.read(new HostFinder().find(List.of(root)).get(0), HostOptions.DEFAULT);
  }
}
