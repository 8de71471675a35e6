package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.posture.service.SoftwareName;
import dev.postern.posture.service.Version;
import java.util.Map;

/** Platforms that tests speak of. */
final class Platforms {
  static final Platform DEBIAN_12 = withPigeonhole(of("2.3.19.1", Distribution.DEBIAN));

  /** The one that answered for the goldens. */
  static final Platform WITHOUT_PIGEONHOLE = bare(of("2.3.19.1", Distribution.DEBIAN));

  static final Platform DOVECOT_2_4 = dovecot24(Fact.known(true));

  private Platforms() {}

  private static Platform bare(Platform any) {
    return new Platform(any.versions(), any.distribution(), Fact.known(false));
  }

  static Platform withPigeonhole(Platform bare) {
    return new Platform(bare.versions(), bare.distribution(), Fact.known(true));
  }

  static Platform dovecot24(Fact<Boolean> pigeonhole) {
    Platform bare = of("2.4.4", Distribution.OTHER);
    return new Platform(bare.versions(), bare.distribution(), pigeonhole);
  }

  static Platform of(String dovecot, Distribution distribution) {
    return new Platform(
        Map.of(
            SoftwareName.DOVECOT,
            Fact.known(Version.of(dovecot)),
            SoftwareName.OPENSSL,
            Fact.known(Version.of("3.0.19"))),
        Fact.known(distribution));
  }
}
