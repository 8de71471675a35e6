package dev.postern.firewall.iptables.set;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.iptables.set.SetCommands.Forgiveness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Files of ipset with one thing each that it may refuse, and what it answered. */
class SetFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/goldens/ipset/files.txt");

  @Test
  void areLoadedAsFarAsIpsetLoadsThem() throws IOException {
    List<String> cases = List.of(Files.readString(GOLDEN).split("(?m)^---\n"));
    List<String> wrong = new ArrayList<>();
    for (String one : cases.subList(1, cases.size())) {
      String[] parts = one.split("(?m)^=== ", 2);
      List<String> answer = Arrays.asList(parts[1].split("\n"));
      LoadedSets sets = LoadedSets.of(parts[0], Forgiveness.NO);
      TreeSet<String> expected = new TreeSet<>(answer.subList(1, answer.size()));
      boolean agrees =
          sets.isUncertain()
              || (sets.isRefused() == answer.get(0).equals("refused")
                  && sets.lines().equals(expected));
      if (!agrees) {
        wrong.add(one + "Postern: " + sets.file().problems() + "\n" + sets.lines());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).hasSizeGreaterThan(250);
  }

  /** Files of every kind, as ipset itself takes them or not. */
  @Test
  void agreeWithIpset() throws IOException {
    int count = Integer.getInteger("postern.random-sets", 120);
    int seed = Integer.getInteger("postern.random-seed", 1);
    int uncertain = 0;
    try (Ipset ipset = Ipset.start()) {
      for (int i = 0; i < count; i++) {
        String text = new RandomSets(new Random(seed + i)).text();
        Forgiveness forgiveness = i % 2 == 0 ? Forgiveness.NO : Forgiveness.YES;
        Ipset.Answer answer = ipset.restore(text, forgiveness);
        LoadedSets sets = LoadedSets.of(text, forgiveness);
        String wrong = difference(sets, answer);
        assertThat(wrong)
            .as("seed %d%n%s%s%n%s", seed + i, text, answer.refused(), sets.file().problems())
            .isEmpty();
        uncertain += sets.isUncertain() ? 1 : 0;
      }
    }
    // Long runs, of which nobody knows how much was sent: it depends on the machine's page size.
    assertThat(uncertain).isLessThanOrEqualTo(1 + count / 7);
  }

  private static String difference(LoadedSets sets, Ipset.Answer answer) {
    TreeSet<String> missing = sets.certainLines();
    missing.removeAll(answer.lines());
    TreeSet<String> more = answer.lines();
    more.removeAll(sets.lines());
    boolean isWrong =
        !missing.isEmpty()
            || (!sets.isUncertain() && (!more.isEmpty() || sets.isRefused() != answer.isRefused()));
    return isWrong ? "not there: %s, there: %s".formatted(missing, more) : "";
  }
}
