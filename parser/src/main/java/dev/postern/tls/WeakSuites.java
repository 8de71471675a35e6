package dev.postern.tls;

import dev.postern.fact.Fact;
import dev.postern.posture.tls.Suite;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The suites with 3DES and RC4, which OpenSSL 1.1.1 has only where it is built with
 * enable-weak-ssl-ciphers. Red Hat's policy LEGACY of release 8 names them.
 */
final class WeakSuites {
  private static final String LINE = "openssl-1.1.1";
  private static final Set<String> ENCRYPTION = Set.of("3DES", "RC4");

  private WeakSuites() {}

  /**
   * What a cipher string selects where those suites may be there: without them, or with those that
   * it selects of OpenSSL 1.0.2, which has them.
   *
   * @param usual what it selects where they are left out
   */
  static Fact<CipherString.Result> with(CipherString.Result usual, String list, Library library) {
    List<Suite> weak = library.name().equals(LINE) ? selected(list) : List.of();
    if (weak.isEmpty()) {
      return Fact.known(usual);
    }
    List<Suite> all = new ArrayList<>();
    CipherString.Selected more =
        new CipherString.Selected(weak, OptionalInt.empty(), List.of(), false);
    if (usual instanceof CipherString.Selected selected) {
      all.addAll(selected.suites());
      all.addAll(weak);
      more =
          new CipherString.Selected(
              all, selected.level(), selected.unknownWords(), selected.suiteB());
    }
    return Fact.oneOf(
        new LinkedHashSet<>(List.of(usual, more)),
        "Red Hat's OpenSSL 1.1.1 may have the suites with 3DES and RC4 that others leave out",
        List.of());
  }

  private static List<Suite> selected(String list) {
    String known = list.replaceAll("[:, ]?@SECLEVEL=[0-9]", "");
    return CipherString.evaluate(known, Library.all().get(0)) instanceof CipherString.Selected old
        ? old.suites().stream().filter(suite -> ENCRYPTION.contains(suite.encryption())).toList()
        : List.of();
  }
}
