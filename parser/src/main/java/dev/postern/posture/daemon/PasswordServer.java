package dev.postern.posture.daemon;

import dev.postern.fact.Fact;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * Another server to which a daemon sends its users' passwords, or the one with which it asks for
 * what is stored of them.
 *
 * @param purpose {@code ldap} for a directory that is asked, {@code oauth2} for a service that
 *     knows tokens, {@code proxy} for a server to which a login is passed on, {@code imap} for one
 *     on which the password is tried
 * @param server as the files name it
 * @param inClear whether passwords cross the network unencrypted on the way
 */
public record PasswordServer(
    Fact<SoftwareName> software, Fact<String> purpose, Fact<String> server, Fact<Boolean> inClear) {
  public static final Shape<PasswordServer> SHAPE =
      Shape.<PasswordServer>named("password-server")
          .leaf("software", Type.of(SoftwareName.class), PasswordServer::software)
          .leaf("purpose", Type.TEXT, PasswordServer::purpose)
          .leaf("server", Type.TEXT, PasswordServer::server)
          .leaf("in-clear", Type.BOOLEAN, PasswordServer::inClear)
          .build();
}
