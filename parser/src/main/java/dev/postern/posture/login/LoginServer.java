package dev.postern.posture.login;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * Whom an SMTP server asks whether a password is right. Worked out when it is asked for: few
 * questions are.
 */
public interface LoginServer {
  /** Where the password goes. */
  enum Place {
    /** Nowhere: there is no login, or the server looks the password up by itself. */
    NOWHERE,
    THIS_HOST,
    /** To another host, as it is. */
    NETWORK
  }

  /** What is met there. */
  enum Answer {
    NOT_ASKED,
    /** Somebody who checks passwords. */
    USABLE,
    /** Nobody listens there. */
    ABSENT,
    /** A socket that the server may not open. */
    CLOSED,
    /** Somebody who lets clients in by a token of his own, and by no password. */
    TOKENS,
    /** Something that lets no client in. */
    OTHER
  }

  Fact<Place> place();

  /** The path of a socket, as the host sees it, or {@code inet:HOST:PORT}. */
  Fact<String> asked();

  /** As whom the server asks: a user of the host. */
  Fact<String> user();

  Fact<Answer> answer();

  Shape<LoginServer> SHAPE =
      Shape.<LoginServer>named("login-server")
          .leaf("place", Type.of(Place.class), LoginServer::place)
          .leaf("asked", Type.TEXT, LoginServer::asked)
          .leaf("user", Type.TEXT, LoginServer::user)
          .leaf("answer", Type.of(Answer.class), LoginServer::answer)
          .build();
}
