package dev.postern.policy;

import dev.postern.posture.service.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first releases with something, one for each branch into which it was brought: 3.7.9 and 3.8.4
 * have it, and so does all that comes after 3.8.
 *
 * @param first ascending, at least one
 */
public record Releases(List<Version> first) {
  public Releases {
    first = List.copyOf(first);
  }

  /** Whether a version is one of them, or came after. */
  boolean include(Version version) {
    Optional<Version> nearest = Optional.empty();
    for (Version release : first) {
      if (branch(release).compareTo(branch(version)) <= 0) {
        nearest = Optional.of(release);
      }
    }
    return nearest.filter(release -> version.compareTo(release) >= 0).isPresent();
  }

  private static Version branch(Version version) {
    return Version.of(version.number(0) + "." + version.number(1));
  }

  /** {@code 3.7.9 or 3.8.4}. */
  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    first.forEach(release -> texts.add(release.toString()));
    int last = texts.size() - 1;
    return last == 0
        ? texts.get(0)
        : String.join(", ", texts.subList(0, last)) + " or " + texts.get(last);
  }
}
