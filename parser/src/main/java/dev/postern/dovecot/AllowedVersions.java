package dev.postern.dovecot;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.service.Version;
import dev.postern.posture.tls.TlsVersion;
import dev.postern.tls.Build;
import dev.postern.tls.SystemDefaults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The versions of TLS that the settings of one connection allow, before the library has its say; an
 * empty list when Dovecot does not know a word of them. SSLv2 is left out: no library still in use
 * has it.
 */
record AllowedVersions(ScopedFacts facts) {
  /** Since when 2.2 makes a minimum of ssl_protocols where the library has one (OpenSSL 1.1.0). */
  private static final String MINIMUM_SINCE = "2.2.34";

  private static final List<TlsVersion> ALL =
      Arrays.stream(TlsVersion.values()).filter(v -> v != TlsVersion.SSLV2).toList();

  /** Those that ssl_protocols of 2.2 knows by name; newer ones are always allowed. */
  private static final List<TlsVersion> NAMED = ALL.subList(0, ALL.indexOf(TlsVersion.TLSV1_3));

  /** The setting that decides. */
  String setting() {
    return lists() ? "ssl_protocols" : "ssl_min_protocol";
  }

  /** With the host's library. */
  Fact<List<TlsVersion>> with(Fact<Build> build) {
    return lists() ? build.flatMap(this::with) : facts.text(setting()).map(AllowedVersions::from);
  }

  Fact<List<TlsVersion>> with(Build build) {
    Fact<String> text = facts.text(setting());
    if (!lists()) {
      return text.map(AllowedVersions::from);
    }
    if (!build.version().atLeast("1.1.0")) {
      return text.map(words -> listed(words, true));
    }
    if (text.origins().stream().noneMatch(Origin.Setting.class::isInstance)) {
      // Built with a library that does not know SSLv2, the default does not name it.
      text = text.map(words -> words.replace("!SSLv2", ""));
    }
    return withoutOldest(text);
  }

  /** With a library that has no SSLv2. */
  private Fact<List<TlsVersion>> withoutOldest(Fact<String> text) {
    Set<Boolean> minimum = new LinkedHashSet<>();
    facts
        .settings()
        .version()
        .possibilities()
        .forEach(version -> minimum.add(version.atLeast(MINIMUM_SINCE)));
    if (minimum.isEmpty()) {
      minimum.addAll(List.of(false, true));
    }
    return Fact.oneOf(
            minimum, "ssl_protocols is a list before Dovecot 2.2.34 and a minimum since", List.of())
        .flatMap(one -> text.map(words -> one ? from(lowest(words)) : listed(words, false)));
  }

  /** The bounds that Dovecot sets: a list of 2.2 before 2.2.34 is none. */
  SystemDefaults.Bounds bounds() {
    boolean minimum = !lists() || facts.settings().version().possibilities().isEmpty();
    for (Version version : facts.settings().version().possibilities()) {
      minimum |= version.atLeast(MINIMUM_SINCE);
    }
    return minimum ? SystemDefaults.Bounds.MINIMUM : SystemDefaults.Bounds.NONE;
  }

  private boolean lists() {
    return facts.settings().dialect().listsProtocols();
  }

  /** Versions from a minimum up. */
  private static List<TlsVersion> from(String minimum) {
    return switch (minimum.toUpperCase(Locale.ROOT)) {
      case "ANY" -> ALL;
      case "LATEST" -> from(TlsVersion.TLSV1_3);
      default ->
          TlsVersion.parse(minimum)
              .filter(version -> version != TlsVersion.SSLV2)
              .map(AllowedVersions::from)
              .orElse(List.of());
    };
  }

  private static List<TlsVersion> from(TlsVersion minimum) {
    return ALL.stream().filter(version -> version.compareTo(minimum) >= 0).toList();
  }

  private static List<TlsVersion> from(Optional<TlsVersion> minimum) {
    return minimum.map(AllowedVersions::from).orElse(List.of());
  }

  /**
   * A list as options of OpenSSL (openssl_get_protocol_options(), Dovecot 2.2.36.4
   * src/lib-ssl-iostream/iostream-openssl-common.c).
   *
   * @param oldest whether the library knows the name SSLv2
   */
  private static List<TlsVersion> listed(String words, boolean oldest) {
    Set<TlsVersion> included = EnumSet.noneOf(TlsVersion.class);
    Set<TlsVersion> excluded = EnumSet.noneOf(TlsVersion.class);
    boolean includes = false;
    for (String word : words(words)) {
      boolean not = word.startsWith("!");
      String name = not ? word.substring(1) : word;
      boolean second = oldest && name.equalsIgnoreCase("SSLv2");
      Optional<TlsVersion> version = named(name, true);
      if (version.isEmpty() && !second) {
        return List.of();
      }
      includes |= !not;
      version.ifPresent(not ? excluded::add : included::add);
    }
    List<TlsVersion> allowed = new ArrayList<>(ALL);
    boolean only = includes;
    allowed.removeIf(
        version ->
            excluded.contains(version)
                || (only && NAMED.contains(version) && !included.contains(version)));
    return List.copyOf(allowed);
  }

  /** The lowest of a list (ssl_protocols_to_min_protocol() in the same file). */
  private static Optional<TlsVersion> lowest(String words) {
    Set<TlsVersion> included = EnumSet.noneOf(TlsVersion.class);
    Set<TlsVersion> left = EnumSet.copyOf(NAMED);
    for (String word : words(words)) {
      boolean not = word.startsWith("!");
      Optional<TlsVersion> version = named(not ? word.substring(1) : word, false);
      if (version.isEmpty()) {
        return version;
      }
      if (not) {
        included.remove(version.get());
        left.remove(version.get());
      } else {
        included.add(version.get());
        left.add(version.get());
      }
    }
    boolean explicit = List.of(words(words)).stream().anyMatch(word -> !word.startsWith("!"));
    return (explicit ? included : left).stream().findFirst();
  }

  private static String[] words(String list) {
    String trimmed = list.replace(',', ' ').strip();
    return trimmed.isEmpty() ? new String[0] : trimmed.split(" +", -1);
  }

  private static Optional<TlsVersion> named(String name, boolean anyCase) {
    for (TlsVersion version : NAMED) {
      String own = version.toString();
      if (anyCase ? own.equalsIgnoreCase(name) : own.equals(name)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }
}
