package dev.postern.posture.service;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an endpoint says to everybody, and what it bears with.
 *
 * @param greeting the text that comes first, without the code of SMTP; empty where there is none
 * @param tells what the greeting tells of the software
 * @param workarounds the deviations from the standard that are made for old clients, as the daemon
 *     calls them
 */
public record Dialogue(Fact<String> greeting, Fact<Told> tells, Fact<List<String>> workarounds) {
  private static final List<String> PROGRAMS = List.of("postfix", "dovecot", "pigeonhole");

  private static final List<String> SYSTEMS =
      List.of(
          "debian",
          "ubuntu",
          "centos",
          "fedora",
          "red hat",
          "redhat",
          "rocky linux",
          "rockylinux",
          "alma linux",
          "almalinux",
          "freebsd");

  /** Names of hosts, which may have such words in them by chance. */
  private static final Pattern HOST_NAMES =
      Pattern.compile("[\\w-]+(?:\\.[\\w-]+)*\\.[a-z][\\w-]*");

  /** What a text tells. */
  public enum Told {
    NOTHING,
    PROGRAM,
    /** The operating system or its distribution, with the program or without. */
    SYSTEM
  }

  public static final Shape<Dialogue> SHAPE =
      Shape.<Dialogue>named("dialogue")
          .leaf("greeting", Type.TEXT, Dialogue::greeting)
          .leaf("greeting-tells", Type.ordered(Told.class), Dialogue::tells)
          .leaf("workarounds", new Type.ListOf(Type.TEXT), Dialogue::workarounds)
          .build();

  /** Where nothing is said before the client speaks. */
  public static final Dialogue NONE =
      new Dialogue(Fact.known(""), Fact.known(Told.NOTHING), Fact.known(List.of()));

  /** Where connections are taken and never answered. */
  public static Dialogue unanswered(List<Origin> why) {
    return new Dialogue(
        Fact.known("", why), Fact.known(Told.NOTHING, why), Fact.known(List.of(), why));
  }

  /** What a greeting tells whoever reads it. */
  public static Told told(String greeting) {
    String text = HOST_NAMES.matcher(greeting.toLowerCase(Locale.ROOT)).replaceAll("");
    if (SYSTEMS.stream().anyMatch(text::contains)) {
      return Told.SYSTEM;
    }
    return PROGRAMS.stream().anyMatch(text::contains) ? Told.PROGRAM : Told.NOTHING;
  }
}
