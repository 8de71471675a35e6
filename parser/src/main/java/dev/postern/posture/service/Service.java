package dev.postern.posture.service;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * The daemon behind an endpoint.
 *
 * @param software {@code dovecot} or {@code postfix}
 * @param name the daemon's own name for it: {@code imap-login/imaps}, {@code submission/inet}
 */
public record Service(Fact<SoftwareName> software, Fact<String> name) {
  public static final Shape<Service> SHAPE =
      Shape.<Service>named("service")
          .leaf("software", Type.of(SoftwareName.class), Service::software)
          .leaf("name", Type.TEXT, Service::name)
          .build();

  public static Service of(SoftwareName software, String name) {
    return new Service(Fact.known(software), Fact.known(name));
  }
}
