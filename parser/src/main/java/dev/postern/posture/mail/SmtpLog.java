package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * What one SMTP server writes down of a connection.
 *
 * @param tls whether the log tells the version and suite that were negotiated
 * @param tlsInMail whether the header of the mail does
 * @param session whether the log holds all that the client sends, passwords among it; for some
 *     clients is enough
 */
public record SmtpLog(Fact<Boolean> tls, Fact<Boolean> tlsInMail, Fact<Boolean> session) {
  public static final Shape<SmtpLog> SHAPE =
      Shape.<SmtpLog>named("smtp-log")
          .leaf("tls", Type.BOOLEAN, SmtpLog::tls)
          .leaf("tls-in-mail", Type.BOOLEAN, SmtpLog::tlsInMail)
          .leaf("session", Type.BOOLEAN, SmtpLog::session)
          .build();
}
