package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.shape.Word;
import dev.postern.posture.tls.Certificate;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the certificate of a server and compares its key. */
final class CertificateReader {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";

  private final CertificateFiles files;
  private final Supplier<LocalDate> today;

  CertificateReader(CertificateFiles files, Supplier<LocalDate> today) {
    this.files = files;
    this.today = today;
  }

  /** The first certificate of a PEM text: the server's own. */
  static Optional<CertificateText> first(String pem) {
    for (Pem.Block block : Pem.blocks(pem)) {
      if (block.label().endsWith(CERTIFICATE)) {
        return CertificateText.read(block.der());
      }
    }
    return Optional.empty();
  }

  /** The kinds of key of a text's certificates: of the first one and of those after a key. */
  static Set<KeyKind> keyKinds(String pem) {
    Set<KeyKind> kinds = EnumSet.noneOf(KeyKind.class);
    boolean own = true;
    for (Pem.Block block : Pem.blocks(pem)) {
      if (own && block.label().endsWith(CERTIFICATE)) {
        CertificateText.read(block.der()).ifPresent(found -> kinds.add(found.keyKind()));
        own = false;
      } else {
        own |= block.label().endsWith(PRIVATE_KEY);
      }
    }
    return kinds;
  }

  /** The kind of the first private key of a PEM text. */
  static Optional<KeyKind> kindOfKey(String pem) {
    for (Pem.Block block : Pem.blocks(pem)) {
      if (block.label().endsWith(PRIVATE_KEY)) {
        return PublicPart.kindOfPrivateKey(block);
      }
    }
    return Optional.empty();
  }

  Certificate certificate() {
    Fact<CertificateText> read = files.present().is(false) ? none() : readChain();
    List<Origin> dated = new ArrayList<>(read.origins());
    Fact<LocalDate> day = read.map(certificate -> today.get());
    day.toOptional().ifPresent(date -> dated.add(new Origin.Assumption("today is " + date)));
    return new Certificate(
        files.file(),
        files.present(),
        files.keyFile(),
        read.map(CertificateText::subject),
        read.map(CertificateText::names),
        read.with(files.hostName(), CertificateText::covers),
        read.map(CertificateText::issuer),
        read.map(CertificateText::selfSigned),
        read.map(certificate -> certificate.notBefore().toString()),
        read.map(certificate -> certificate.notAfter().toString()),
        day.with(read, (date, certificate) -> days(date, certificate.notAfter())).from(dated),
        day.with(read, (date, certificate) -> !date.isBefore(certificate.notBefore())).from(dated),
        read.map(certificate -> days(certificate.notBefore(), certificate.notAfter())),
        read.map(certificate -> Word.of(certificate.keyKind())),
        read.map(CertificateText::keyBits),
        read.map(CertificateText::signature),
        read.flatMap(this::matches),
        usable(),
        Fact.known(files.askedName()));
  }

  /** As far as certificate and key are at hand; known to be false as soon as one of them tells. */
  private Fact<Boolean> usable() {
    Fact<Boolean> loaded = files.loaded();
    if (files.present().is(false) || loaded.is(false)) {
      return loaded.because(files.file().origins());
    }
    return loaded.with(files.chain(), (loads, atHand) -> loads);
  }

  private Fact<CertificateText> none() {
    return Fact.unknown("no certificate is configured", files.present().origins());
  }

  private Fact<CertificateText> readChain() {
    return files
        .chain()
        .flatMap(
            pem ->
                first(pem)
                    .map(certificate -> Fact.known(certificate))
                    .orElse(Fact.unknown("the file holds no certificate that can be read")))
        .because(files.file().origins());
  }

  private static int days(LocalDate from, LocalDate to) {
    return (int)
        Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, ChronoUnit.DAYS.between(from, to)));
  }

  private Fact<Boolean> matches(CertificateText certificate) {
    return files
        .key()
        .flatMap(
            pem -> {
              Function<Pem.Block, Fact<Boolean>> compare =
                  block ->
                      certificate
                          .isOf(block)
                          .map(same -> Fact.known(same))
                          .orElse(
                              Fact.unknown(
                                  block.encrypted()
                                      ? "the private key is encrypted"
                                      : "the private key does not tell its public part"));
              for (Pem.Block block : Pem.blocks(pem)) {
                if (block.label().endsWith(PRIVATE_KEY)) {
                  return compare.apply(block);
                }
              }
              return Fact.unknown("the file holds no private key");
            })
        .because(files.keyFile().origins());
  }
}
