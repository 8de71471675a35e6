package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.service.Protocol;
import java.util.List;

/**
 * What a listener says to everybody; ManageSieve begins with the name of the program (Dovecot
 * 2.3.21 src/login-common, src/lmtp/lmtp-client.c).
 */
final class DialogueFacts {
  private DialogueFacts() {}

  static Dialogue of(ScopedFacts facts, ListenerKind kind) {
    String prefix =
        switch (kind.protocol()) {
          case IMAP -> "imap";
          case POP3 -> "pop3";
          case MANAGESIEVE -> "managesieve";
          case SUBMISSION, SUBMISSIONS -> "submission";
          case LMTP -> "lmtp";
          default -> "";
        };
    if (prefix.isEmpty()) {
      return Dialogue.NONE;
    }
    Fact<String> greeting = facts.text("login_greeting");
    if (kind.protocol() == Protocol.MANAGESIEVE) {
      greeting =
          facts
              .text("managesieve_implementation_string")
              .with(greeting, (program, words) -> program + "\n" + words);
    }
    return new Dialogue(
        greeting,
        greeting.map(Dialogue::told),
        facts
            .text(prefix + "_client_workarounds")
            .map(text -> text.isBlank() ? List.of() : List.of(text.trim().split("[ ,\t]+", -1))));
  }
}
