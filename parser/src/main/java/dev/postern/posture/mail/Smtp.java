package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.net.Networks;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import dev.postern.posture.shape.Word;

/**
 * How one SMTP server talks with strangers, beside TLS, login and relaying.
 *
 * @param vrfy whether {@code VRFY} is answered, which tells whether a mailbox exists
 * @param heloRequired whether a client has to name itself
 * @param commandsAhead whether a client may go on before it has an answer where it must wait for
 *     one
 * @param loginNameInMail whether the name of who has logged in goes into the header of the mail
 * @param unfilteredOnFailure whether mail passes when a mail filter cannot be asked
 * @param anonymousLogin whether somebody without an account can log in, by the mechanism ANONYMOUS
 * @param loginOnlyHidden whether a password is taken before TLS from clients to whom no login is
 *     announced
 * @param loginUnreachable whether logins are switched on and nobody comes to one
 * @param screened whether a program stands in front of it that lets in only what behaves like a
 *     mail server (postscreen)
 * @param bareNewline what a line end without carriage return does inside a message
 * @param bareNewlineExempt clients to whom {@code bareNewline} does not apply
 * @param smuggling what stands against a second message that hides behind a false end of the first
 * @param log what it writes down of a connection
 */
public record Smtp(
    Fact<Boolean> vrfy,
    Fact<Boolean> heloRequired,
    Fact<Boolean> commandsAhead,
    Fact<Boolean> loginNameInMail,
    Fact<Boolean> unfilteredOnFailure,
    Fact<Boolean> anonymousLogin,
    Fact<Boolean> loginOnlyHidden,
    Fact<Boolean> loginUnreachable,
    Fact<Boolean> screened,
    Fact<BareNewline> bareNewline,
    Fact<Networks> bareNewlineExempt,
    Fact<Smuggling> smuggling,
    SmtpLog log) {

  /** What a line that ends without carriage return does. */
  public enum BareNewline {
    /** It is a line end like any other: a dot after it ends the message. */
    TAKEN,
    /** It is put right, and does not end a message. */
    NORMALIZED,
    /** The message is refused. */
    REJECTED
  }

  /** How well SMTP smuggling (CVE-2023-51764) is kept out. */
  public enum Smuggling {
    POSSIBLE,
    /** The published form is stopped: a client that sends commands ahead of time is turned away. */
    HINDERED,
    PREVENTED
  }

  public static final Shape<Smtp> SHAPE =
      Shape.<Smtp>named("smtp")
          .leaf("vrfy", Type.BOOLEAN, Smtp::vrfy)
          .leaf("helo-required", Type.BOOLEAN, Smtp::heloRequired)
          .leaf("commands-ahead", Type.BOOLEAN, Smtp::commandsAhead)
          .leaf("login-name-in-mail", Type.BOOLEAN, Smtp::loginNameInMail)
          .leaf("unfiltered-on-failure", Type.BOOLEAN, Smtp::unfilteredOnFailure)
          .leaf("anonymous-login", Type.BOOLEAN, Smtp::anonymousLogin)
          .leaf("login-only-hidden", Type.BOOLEAN, Smtp::loginOnlyHidden)
          .leaf("login-unreachable", Type.BOOLEAN, Smtp::loginUnreachable)
          .leaf("screened", Type.BOOLEAN, Smtp::screened)
          .leaf("bare-newline", Type.of(BareNewline.class), Smtp::bareNewline)
          .leaf("bare-newline-exempt", Type.NETWORKS, Smtp::bareNewlineExempt)
          .leaf(
              "bare-newline-exempt-breadth",
              Word.BREADTH,
              smtp -> smtp.bareNewlineExempt().map(Networks::breadth))
          .leaf("smuggling", Type.of(Smuggling.class), Smtp::smuggling)
          .part("log", SmtpLog.SHAPE, Smtp::log)
          .build();
}
