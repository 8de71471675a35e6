package dev.postern.posture.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * The certificate a listener shows. What it holds is unknown when it is not among the files.
 *
 * @param file its path as configured; empty when none is
 * @param present whether a certificate and its key are configured, so that TLS can work
 * @param names the DNS names and addresses that it is for
 * @param coversHost whether one of the names is the host's own, as far as its configuration has one
 * @param selfSigned whether it is its own issuer
 * @param notBefore the first day of its validity, as {@code 2026-11-25}
 * @param notAfter the last day of its validity
 * @param daysLeft days from today to the last one; negative when it has expired
 * @param begun whether its validity has begun
 * @param lifetimeDays days from the first to the last one
 * @param keyType {@code rsa, rsa-pss, ecdsa, eddsa, dsa}
 * @param signature the algorithm it is signed with, such as {@code SHA256withRSA}
 * @param keyMatches whether the private key is its own
 * @param usable whether the TLS library takes certificate and key, as far as they are at hand
 * @param askedName the name that clients ask for to see it (server name indication); empty when all
 *     others see it
 */
public record Certificate(
    Fact<String> file,
    Fact<Boolean> present,
    Fact<String> keyFile,
    Fact<String> subject,
    Fact<List<String>> names,
    Fact<Boolean> coversHost,
    Fact<String> issuer,
    Fact<Boolean> selfSigned,
    Fact<String> notBefore,
    Fact<String> notAfter,
    Fact<Integer> daysLeft,
    Fact<Boolean> begun,
    Fact<Integer> lifetimeDays,
    Fact<String> keyType,
    Fact<Integer> keyBits,
    Fact<String> signature,
    Fact<Boolean> keyMatches,
    Fact<Boolean> usable,
    Fact<String> askedName) {
  public static final Shape<Certificate> SHAPE =
      Shape.<Certificate>named("certificate")
          .leaf("file", Type.TEXT, Certificate::file)
          .leaf("present", Type.BOOLEAN, Certificate::present)
          .leaf("key-file", Type.TEXT, Certificate::keyFile)
          .leaf("subject", Type.TEXT, Certificate::subject)
          .leaf("names", new Type.ListOf(Type.TEXT), Certificate::names)
          .leaf("covers-host", Type.BOOLEAN, Certificate::coversHost)
          .leaf("issuer", Type.TEXT, Certificate::issuer)
          .leaf("self-signed", Type.BOOLEAN, Certificate::selfSigned)
          .leaf("not-before", Type.TEXT, Certificate::notBefore)
          .leaf("not-after", Type.TEXT, Certificate::notAfter)
          .leaf("days-left", Type.INTEGER, Certificate::daysLeft)
          .leaf("begun", Type.BOOLEAN, Certificate::begun)
          .leaf("lifetime-days", Type.INTEGER, Certificate::lifetimeDays)
          .leaf("key-type", Type.TEXT, Certificate::keyType)
          .leaf("key-bits", Type.INTEGER, Certificate::keyBits)
          .leaf("signature", Type.TEXT, Certificate::signature)
          .leaf("key-matches", Type.BOOLEAN, Certificate::keyMatches)
          .leaf("usable", Type.BOOLEAN, Certificate::usable)
          .leaf("asked-name", Type.TEXT, Certificate::askedName)
          .build();

  /** A certificate of which only the configuration tells. */
  public static Certificate unread(Fact<String> file, Fact<Boolean> present, String reason) {
    return new Certificate(
        file,
        present,
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.unknown(reason),
        Fact.known(""));
  }
}
