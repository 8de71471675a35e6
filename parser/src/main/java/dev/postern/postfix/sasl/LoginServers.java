package dev.postern.postfix.sasl;

import dev.postern.fact.Fact;
import dev.postern.posture.login.LoginServer;
import java.util.List;

/** Those on a host that check passwords for its SMTP servers: its Dovecot, as far as it has one. */
public interface LoginServers {
  /** The names of the SASL mechanisms that they announce; unknown where there are none. */
  Fact<List<String>> mechanisms();

  /** The same server with what answers it here. */
  LoginServer met(LoginServer asked);

  /** Those of a host of which nothing but the mechanisms is known. */
  static LoginServers announcing(Fact<List<String>> mechanisms) {
    return new LoginServers() {
      @Override
      public Fact<List<String>> mechanisms() {
        return mechanisms;
      }

      @Override
      public LoginServer met(LoginServer asked) {
        return asked;
      }
    };
  }
}
