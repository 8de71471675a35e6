package dev.postern.posture.mail;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/** What becomes of the mail that an SMTP server takes. Worked out when it is asked for. */
public interface Intake {
  /** Whether a message may be of any size. */
  Fact<Boolean> anySize();

  /** Whether messages are copied to an address that neither sender nor recipients chose. */
  Fact<Boolean> copied();

  /** How long mail that cannot be handed on is tried again, in seconds. */
  Fact<Integer> keptSeconds();

  Shape<Intake> SHAPE =
      Shape.<Intake>named("intake")
          .leaf("any-size", Type.BOOLEAN, Intake::anySize)
          .leaf("copied", Type.BOOLEAN, Intake::copied)
          .leaf("kept-seconds", Type.INTEGER, Intake::keptSeconds)
          .build();
}
