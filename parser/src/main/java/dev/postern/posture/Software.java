package dev.postern.posture;

import dev.postern.fact.Fact;

/** A piece of software of the host and its version, which may be unknown with candidates. */
public record Software(Fact<SoftwareName> name, Fact<Version> version) {
  public static final Shape<Software> SHAPE =
      Shape.<Software>named("software")
          .leaf("name", Type.of(SoftwareName.class), Software::name)
          .leaf("version", Type.VERSION, Software::version)
          .build();
}
