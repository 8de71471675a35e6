package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * A UNIX socket, or a FIFO, that a daemon opens.
 *
 * @param purpose the daemon's service behind it
 * @param type which of the service's languages is spoken on it, as the daemon names it; often empty
 * @param mode the permissions in octal, such as {@code 0600}
 * @param owner a user; who may connect beside root
 */
public record UnixSocket(
    Fact<SoftwareName> software,
    Fact<Kind> kind,
    Fact<String> path,
    Fact<String> purpose,
    Fact<String> type,
    Fact<String> mode,
    Fact<String> owner,
    Fact<String> group) {
  /** What it is: into a FIFO everybody writes, and nobody gets an answer. */
  public enum Kind {
    SOCKET,
    FIFO
  }

  public static final Shape<UnixSocket> SHAPE =
      Shape.<UnixSocket>named("socket")
          .leaf("software", Type.of(SoftwareName.class), UnixSocket::software)
          .leaf("kind", Type.of(Kind.class), UnixSocket::kind)
          .leaf("path", Type.TEXT, UnixSocket::path)
          .leaf("purpose", Type.TEXT, UnixSocket::purpose)
          .leaf("type", Type.TEXT, UnixSocket::type)
          .leaf("mode", Type.TEXT, UnixSocket::mode)
          .leaf("owner", Type.TEXT, UnixSocket::owner)
          .leaf("group", Type.TEXT, UnixSocket::group)
          .build();
}
