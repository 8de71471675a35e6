package dev.postern.posture.service;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;

/**
 * A piece of software of the host.
 *
 * @param version the one that runs; may be unknown with candidates
 * @param defaults the version whose defaults hold where nothing is written; an older one where the
 *     configuration asks for it
 */
public record Software(Fact<SoftwareName> name, Fact<Version> version, Fact<Version> defaults) {
  public static final Shape<Software> SHAPE =
      Shape.<Software>named("software")
          .leaf("name", Type.of(SoftwareName.class), Software::name)
          .leaf("version", Type.VERSION, Software::version)
          .leaf("defaults", Type.VERSION, Software::defaults)
          .build();

  /** Software with the defaults of the version that runs. */
  public Software(Fact<SoftwareName> name, Fact<Version> version) {
    this(name, version, version);
  }
}
