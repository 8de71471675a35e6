package dev.postern.posture.service;

import dev.postern.data.DataFile;
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
  /** Words, and what a text tells that has them. */
  private static final List<String[]> WORDS = DataFile.rows(Dialogue.class, "telling-words.tsv", 2);

  /** Names of hosts, which may have such words in them by chance. */
  private static final Pattern HOST_NAMES =
      Pattern.compile("[\\w-]+(?:\\.[\\w-]+){0,126}\\.[a-z][\\w-]*");

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
    Told most = Told.NOTHING;
    for (String[] row : WORDS) {
      Told told = Told.valueOf(row[1].toUpperCase(Locale.ROOT));
      if (told.compareTo(most) > 0 && text.contains(row[0])) {
        most = told;
      }
    }
    return most;
  }
}
