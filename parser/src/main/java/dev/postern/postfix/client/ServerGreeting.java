package dev.postern.postfix.client;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.postfix.settings.DiscardedKeywords;
import dev.postern.postfix.settings.Scope;

/**
 * What an SMTP or LMTP client sees of what servers offer (smtp_helo() of smtp/smtp_proto.c).
 *
 * @param prefix of its parameters: smtp or lmtp
 */
record ServerGreeting(Scope scope, String prefix) {

  /**
   * Whether it sees that a server offers something: servers that are only said HELO offer nothing.
   *
   * @param keyword in lower case: auth, starttls
   * @param destination as a transport or relayhost names it
   */
  Fact<Boolean> shows(String keyword, String destination) {
    boolean smtp = prefix.equals("smtp");
    DiscardedKeywords discarded =
        new DiscardedKeywords(
            scope, prefix + (smtp ? "_discard_ehlo_keyword" : "_discard_lhlo_keyword"));
    Fact<Boolean> hidden = discarded.has(keyword, Address.parse(ClientLogin.host(destination)));
    return Fact.not(smtp ? Fact.or(scope.yes("smtp_never_send_ehlo"), hidden) : hidden);
  }
}
