package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/** For whom an SMTP server takes mail. Worked out when it is asked for: few questions are. */
public interface Recipients {
  /** Whether the host takes mail for any domain; its name for itself, localhost, is none. */
  Fact<Boolean> forDomains();

  /**
   * Whether mail to users that do not exist is taken, so that the host has to return it to the
   * sender that is named in it.
   */
  Fact<Boolean> unknownTaken();

  /** Whether mail to postmaster at each of the host's own domains finds somebody (RFC 5321). */
  Fact<Boolean> postmaster();

  /** Whether clients that only an access table names may send to foreign domains. */
  Fact<Boolean> relayedByTable();

  /**
   * Whether nobody but the host itself has any business with the server: it takes mail for no
   * domain, no login, and nobody else's mail.
   */
  Fact<Boolean> servesNobody();

  Shape<Recipients> SHAPE =
      Shape.<Recipients>named("recipients")
          .leaf("for-domains", Type.BOOLEAN, Recipients::forDomains)
          .leaf("unknown-taken", Type.BOOLEAN, Recipients::unknownTaken)
          .leaf("postmaster", Type.BOOLEAN, Recipients::postmaster)
          .leaf("relayed-by-table", Type.BOOLEAN, Recipients::relayedByTable)
          .leaf("serves-nobody", Type.BOOLEAN, Recipients::servesNobody)
          .build();
}
