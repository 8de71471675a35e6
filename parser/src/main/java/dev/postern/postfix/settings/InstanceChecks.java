package dev.postern.postfix.settings;

import dev.postern.fact.Fact;
import dev.postern.postfix.syntax.Text;
import dev.postern.posture.service.Platform;
import dev.postern.posture.service.Platform.Distribution;
import dev.postern.source.Paths;
import dev.postern.source.Problem;
import dev.postern.source.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why none of several instances starts: {@code postfix start} leaves that to the command that
 * {@code multi_instance_wrapper} names (postfix/postfix.c), and postmulti(1) refuses all of them
 * where two share what each needs of its own.
 *
 * @param primary the instance that names the others
 * @param place where it does
 */
record InstanceChecks(PostfixSettings primary, Span place, Platform platform) {
  private static final String WRAPPER = "multi_instance_wrapper";
  private static final String NAME = "multi_instance_name";
  private static final String MANAGER = "postmulti";

  /** In the order in which postmulti compares them. */
  private static final List<String> OWN = List.of(NAME, "queue_directory", "data_directory");

  /**
   * The first thing that is found.
   *
   * @param instances all of them, also those that are not enabled
   */
  Optional<Problem> of(List<PostfixSettings> instances) {
    return OWN.stream()
        .flatMap(name -> shared(name, instances).stream())
        .findFirst()
        .or(this::ofWrapper);
  }

  private Optional<Problem> shared(String name, List<PostfixSettings> instances) {
    Map<String, String> holders = new HashMap<>();
    for (PostfixSettings instance : instances) {
      String text = instance.global().value(name).toOptional().orElse("");
      String value = name.equals(NAME) ? text : Paths.normalise(text).orElse(text);
      String directory = instance.machine().configDirectory();
      String other = value.isEmpty() ? null : holders.putIfAbsent(value, directory);
      if (other != null) {
        return Optional.of(
            Problem.error(
                Problem.Kind.REFUSED,
                place,
                "postmulti starts no instance: those in %s and %s have the same %s, %s"
                    .formatted(other, directory, name, Text.quoted(text))));
      }
    }
    return Optional.empty();
  }

  /** The units of Debian's package run postmulti themselves and do without it. */
  private Optional<Problem> ofWrapper() {
    Fact<String> wrapper = primary.global().value(WRAPPER);
    Fact<Distribution> distribution = platform.distribution();
    if (distribution.is(Distribution.DEBIAN)) {
      return Optional.empty();
    }
    List<String> words = Text.elements(wrapper.toOptional().orElse(MANAGER));
    String why =
        words.isEmpty()
            ? "postfix start ends where %s is empty".formatted(WRAPPER)
            : "what %s starts is not known: %s".formatted(WRAPPER, Text.quoted(words.get(0)));
    if (!words.isEmpty() && Paths.name(words.get(0)).equals(MANAGER)) {
      return Optional.empty();
    }
    return Optional.of(
        words.isEmpty() && distribution.isKnown()
            ? Problem.error(Problem.Kind.REFUSED, place, why)
            : Problem.warning(Problem.Kind.NOTE, place, why));
  }
}
