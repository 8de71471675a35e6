package dev.postern.dovecot;

import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.dovecot.settings.Secrets;
import dev.postern.dovecot.syntax.Statement;
import dev.postern.dovecot.syntax.Template;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.net.Address;
import dev.postern.posture.daemon.PasswordServer;
import dev.postern.posture.service.SoftwareName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The servers to which passwords go: directories that are asked by LDAP (db_ldap_connect(), Dovecot
 * 2.3.19.1 src/auth/db-ldap.c; uris count before hosts) and those that a login is passed on to
 * (client_auth_parse_args(), src/login-common/client-common-auth.c; {@code ssl} and {@code
 * starttls} count whatever their value).
 */
final class PasswordServers {
  private final List<PasswordServer> all = new ArrayList<>();

  /** In the order of the databases; a directory that several ask is told once. */
  List<PasswordServer> all() {
    return List.copyOf(all);
  }

  /**
   * A directory of 2.2 or 2.3, which the arguments of a database name a file for.
   *
   * @param ofPasswords whether it is asked about passwords: else the one password that may go there
   *     is the mail server's own
   */
  void directory(
      Fact<String> arguments, String path, Optional<ExternalFile> external, boolean ofPasswords) {
    if (external.isEmpty()) {
      directory(notGiven(arguments, path), Fact.known(false), Fact.known(true));
      return;
    }
    ExternalFile file = external.get();
    Fact<String> uris = written(file, "uris");
    Fact<Boolean> sends =
        ofPasswords ? Fact.known(true) : written(file, "dnpass").map(own -> !own.isEmpty());
    Fact<Boolean> sasl = written(file, "sasl_bind").map(PasswordServers::isYes);
    directory(
        uris.is("") ? written(file, "hosts") : uris,
        written(file, "tls").map(PasswordServers::isYes),
        Fact.and(sends, orUnlessSaslEncrypts(sasl)));
  }

  /** Kerberos may encrypt all that follows; whether it does is agreed when it connects. */
  static Fact<Boolean> orUnlessSaslEncrypts(Fact<Boolean> sasl) {
    return sasl.flatMap(
        used ->
            used
                ? Fact.unknown("whether SASL encrypts is agreed with the directory", sasl.origins())
                : Fact.known(true));
  }

  private static Fact<String> notGiven(Fact<String> arguments, String path) {
    String why = path.isEmpty() ? "no file of settings is named" : path + " was not given";
    return arguments.isKnown() ? Fact.unknown(why, arguments.origins()) : arguments;
  }

  private static Fact<String> written(ExternalFile file, String key) {
    ExternalFile.Written written = file.values().get(key);
    if (written == null) {
      return Fact.known("");
    }
    Origin origin =
        new Origin.Setting(
            written.place(), Secrets.describe(key, Statement.Form.TEXT, written.text()));
    return Template.placeholder(written.text())
        .map(word -> Fact.<String>unknown("a template fills in " + word, origin))
        .orElseGet(() -> Fact.known(written.text(), origin));
  }

  private static boolean isYes(String text) {
    return text.equalsIgnoreCase("yes") || text.equalsIgnoreCase("y") || text.equals("1");
  }

  /**
   * A directory.
   *
   * @param servers hosts or addresses of LDAP, separated by blanks or commas
   * @param tls whether TLS is started on every connection
   * @param sends whether a password goes there at all
   */
  void directory(Fact<String> servers, Fact<Boolean> tls, Fact<Boolean> sends) {
    if (sends.is(false)) {
      return;
    }
    Fact<Boolean> leaves = servers.map(PasswordServers::leavesInClear);
    add("ldap", servers, Fact.and(Fact.and(leaves, sends), Fact.not(tls)));
  }

  private static boolean leavesInClear(String servers) {
    for (String server : servers.strip().split("[ \t,]+", -1)) {
      int colon = server.indexOf("://");
      String scheme = colon < 0 ? "ldap" : server.substring(0, colon).toLowerCase(Locale.ROOT);
      String rest = colon < 0 ? server : server.substring(colon + 3);
      if (scheme.equals("ldap") && !isOnHost(withoutPort(rest.split("/", 2)[0]))) {
        return true;
      }
    }
    return false;
  }

  /** A server of IMAP on which a password is tried, as the arguments of a database name it. */
  void imap(Fact<String> arguments, LookupFields fields) {
    imap(
        fields.value("host").orElseGet(() -> Fact.known("", arguments.origins())),
        fields.have("ssl"));
  }

  /** A server of IMAP on which a password is tried. */
  void imap(Fact<String> server, Fact<Boolean> tls) {
    Fact<Boolean> leaves =
        server.flatMap(
            host ->
                host.indexOf('%') < 0
                    ? Fact.known(!isOnHost(host), server.origins())
                    : Fact.unknown("the server is worked out for each login", server.origins()));
    add("imap", server, Fact.and(leaves, Fact.not(tls)));
  }

  /** The service that knows tokens. */
  void signOn(SignOnService service) {
    add("oauth2", service.server(), service.inClear());
  }

  /** A service that knows tokens, of 2.2 or 2.3, whose settings stand in a file. */
  void signOn(Fact<String> arguments, String path, Optional<ExternalFile> external) {
    if (external.isPresent()) {
      ExternalFile file = external.get();
      signOn(new SignOnService(name -> written(file, name)));
      return;
    }
    Fact<String> server = notGiven(arguments, path);
    add("oauth2", server, server.map(given -> false));
  }

  static String withoutPort(String host) {
    if (host.startsWith("[")) {
      return host.substring(1, Math.max(1, host.indexOf(']')));
    }
    int colon = host.indexOf(':');
    return colon >= 0 && colon == host.lastIndexOf(':') ? host.substring(0, colon) : host;
  }

  /** Nothing stands for this host as well. */
  static boolean isOnHost(String host) {
    return host.isEmpty()
        || host.equalsIgnoreCase("localhost")
        || Address.parse(host).filter(Address::isLoopback).isPresent();
  }

  /** A server that logins are passed on to, where the settings say that they are. */
  void proxy(LookupFields fields, Fact<String> driver) {
    Fact<Boolean> passes = Fact.or(fields.have("proxy"), fields.have("proxy_maybe"));
    if (!passes.is(true) && !(passes.mayBe(true) && driver.is("static"))) {
      return;
    }
    Fact<String> server =
        fields
            .value("hostip")
            .or(() -> fields.value("host"))
            .orElseGet(
                () ->
                    Fact.unknown(
                        "the server stands in an entry of the database", driver.origins()));
    Fact<Boolean> tls =
        AccountFacts.orAnEntry(Fact.or(fields.have("ssl"), fields.have("starttls")), driver);
    Fact<Boolean> leaves = server.map(host -> !isOnHost(host));
    add("proxy", server, Fact.and(passes, Fact.and(leaves, Fact.not(tls))));
  }

  private void add(String purpose, Fact<String> server, Fact<Boolean> inClear) {
    PasswordServer added =
        new PasswordServer(Fact.known(SoftwareName.DOVECOT), Fact.known(purpose), server, inClear);
    if (all.stream().noneMatch(one -> tellsTheSame(one, added))) {
      all.add(added);
    }
  }

  private static boolean tellsTheSame(PasswordServer one, PasswordServer other) {
    return one.purpose().equals(other.purpose())
        && one.server().equals(other.server())
        && one.inClear().toOptional().equals(other.inClear().toOptional());
  }
}
