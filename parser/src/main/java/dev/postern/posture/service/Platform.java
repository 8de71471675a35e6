package dev.postern.posture.service;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Word;
import java.util.Map;

/**
 * What is known of the host's software before any configuration is read: from options, {@code
 * postern.yaml} or a package database in the tree.
 *
 * @param versions those that are known, or known to be one of some candidates
 * @param distribution who built the packages, since distributions change built-in defaults
 * @param pigeonhole whether Dovecot's plugins for Sieve are installed
 */
public record Platform(
    Map<SoftwareName, Fact<Version>> versions,
    Fact<Distribution> distribution,
    Fact<Boolean> pigeonhole) {

  /** Who built the packages. */
  public enum Distribution {
    DEBIAN,
    RED_HAT,
    OTHER
  }

  public static final Platform UNKNOWN =
      new Platform(Map.of(), Fact.unknown("the distribution is not known from the files"));

  /** A platform of which it is not known whether Pigeonhole is there. */
  public Platform(Map<SoftwareName, Fact<Version>> versions, Fact<Distribution> distribution) {
    this(versions, distribution, Fact.unknown("whether Pigeonhole is installed is not known"));
  }

  public Platform {
    versions = Map.copyOf(versions);
  }

  /**
   * The version of a piece of software; unknown with a hint at {@code --software} when nothing
   * tells.
   */
  public Fact<Version> version(SoftwareName software) {
    Fact<Version> known = versions.get(software);
    String name = Word.of(software);
    return known != null
        ? known
        : Fact.unknown(
            "the version of %s is not known; tell it with --software %s=VERSION"
                .formatted(name, name));
  }
}
