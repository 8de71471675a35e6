package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.ExternalFile;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.daemon.OutgoingTls;
import dev.postern.posture.service.SoftwareName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether certificates are checked where Dovecot is the client: as a proxy, for mail stores on
 * other servers, and for its databases (2.3.19.1 lib-ssl-iostream/iostream-openssl.c,
 * auth/db-ldap.c, auth/db-oauth2.c, lib-sql/driver-mysql.c).
 */
final class OutgoingFacts {
  private static final String REQUIRE = "ssl_client_require_valid_cert";

  /** Of mail stores on other servers, whatever the other says. */
  private static final List<String> OF_STORES = List.of("imapc_ssl_verify", "pop3c_ssl_verify");

  private static final String NO_CHECK_OF_MYSQL = "ssl_verify_server_cert=no";

  private OutgoingFacts() {}

  /** What the settings say, and the files of databases that say something else. */
  static List<OutgoingTls> of(DovecotSettings settings, AccountFacts accounts) {
    List<OutgoingTls> all = new ArrayList<>();
    all.add(outgoing("services", verified(settings)));
    accounts.uncheckedProxies().forEach(proxy -> all.add(outgoing("proxy", Fact.not(proxy))));
    for (ExternalFile file : accounts.external()) {
      file.values().forEach((key, written) -> database(key, written, all));
    }
    return all;
  }

  /** Where some clients or services are served without the check, there is none. */
  private static Fact<Boolean> verified(DovecotSettings settings) {
    Fact<Boolean> verified =
        settings.dialect().listsProtocols()
            ? Fact.known(true, new Origin.Default("Dovecot", "2.2", "imapc_ssl_verify = yes"))
            : new ScopedFacts(settings, Scope.GLOBAL).yes(REQUIRE);
    List<Written> all = new ArrayList<>(settings.everywhere(REQUIRE));
    OF_STORES.forEach(name -> all.addAll(settings.everywhere(name)));
    for (Written written : all) {
      if (written.value().is("no")) {
        return Fact.known(false, written.origin());
      }
      if (!written.value().isKnown()) {
        verified = written.value().map("yes"::equals).because(List.of(written.origin()));
      }
    }
    return verified;
  }

  private static void database(String key, ExternalFile.Written written, List<OutgoingTls> all) {
    String text = written.text().toLowerCase(Locale.ROOT);
    Origin origin = new Origin.Setting(written.place(), key + " = " + written.text());
    switch (key) {
      case "tls_require_cert" ->
          all.add(
              outgoing("ldap", Fact.known(!text.equals("never") && !text.equals("allow"), origin)));
      case "tls_allow_insecure" ->
          all.add(outgoing("oauth2", Fact.known(!text.equals("yes"), origin)));
      case "connect" -> {
        if (text.contains(NO_CHECK_OF_MYSQL)) {
          Origin secret = new Origin.Setting(written.place(), "connect = *** " + NO_CHECK_OF_MYSQL);
          all.add(outgoing("sql", Fact.known(false, secret)));
        }
      }
      default -> {}
    }
  }

  private static OutgoingTls outgoing(String purpose, Fact<Boolean> verified) {
    return new OutgoingTls(Fact.known(SoftwareName.DOVECOT), Fact.known(purpose), verified);
  }
}
