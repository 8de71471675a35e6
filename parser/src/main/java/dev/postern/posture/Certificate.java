package dev.postern.posture;

import dev.postern.fact.Fact;

/**
 * The certificate a listener shows.
 *
 * @param file its path as configured; empty when none is
 * @param present whether a certificate and its key are configured, so that TLS can work
 */
public record Certificate(Fact<String> file, Fact<Boolean> present) {
  public static final Shape<Certificate> SHAPE =
      Shape.<Certificate>named("certificate")
          .leaf("file", Type.TEXT, Certificate::file)
          .leaf("present", Type.BOOLEAN, Certificate::present)
          .build();
}
