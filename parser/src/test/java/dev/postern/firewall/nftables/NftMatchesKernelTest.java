package dev.postern.firewall.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.Kernel;
import dev.postern.net.Address;
import dev.postern.net.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The golden of {@link NftMatchesTest} is what this machine's nft and kernel say. */
class NftMatchesKernelTest {
  private static final Map<Family, String> CLIENTS =
      Map.of(Family.V4, "203.0.113.7", Family.V6, "2001:db8:cafe::7");

  @Test
  void theGoldenIsWhatTheKernelSays() throws IOException {
    List<NftMatch> taken = NftMatch.all().stream().filter(one -> !one.isRefused()).toList();
    Map<Family, Set<String>> counted = new HashMap<>();
    try (Kernel kernel = Kernel.start()) {
      for (Family family : Family.values()) {
        counted.put(family, counted(kernel, taken, family));
      }
    }
    Map<String, Integer> numbers = new HashMap<>();
    List<NftMatch> answers = new ArrayList<>();
    for (NftMatch one : taken) {
      String rule =
          "inet t m_%s %d".formatted(one.hook(), numbers.merge(one.hook(), 1, Integer::sum));
      answers.add(
          new NftMatch(
              one.hook(),
              one.match(),
              answer(one, Family.V4, counted, rule),
              answer(one, Family.V6, counted, rule)));
    }
    if (Boolean.getBoolean("postern.golden.update")) {
      write(answers);
    }
    answers.removeAll(taken);
    assertThat(answers).as("what the kernel says otherwise").isEmpty();
  }

  @Test
  void nftRefusesWhatIsSaidToBeRefused() throws IOException {
    List<NftCase> refused =
        NftMatch.all().stream()
            .filter(NftMatch::isRefused)
            .map(one -> new NftCase(one.toString(), false, one.rules()))
            .toList();
    assertThat(NftCase.askNft(refused)).doesNotContain(true);
  }

  /** What is left open stays so; no is all that the kernel says of another client's choice. */
  private static String answer(
      NftMatch one, Family family, Map<Family, Set<String>> counted, String rule) {
    boolean holds = counted.getOrDefault(family, Set.of()).contains(rule);
    String known = one.holds(family);
    return holds ? known.equals("-") ? "-" : "yes" : known.equals("yes") ? "no" : known;
  }

  private static Set<String> counted(Kernel kernel, List<NftMatch> cases, Family family) {
    String rules = rules(cases);
    Kernel.Answer loaded = kernel.judge(Map.of("nft", kernel.write("rules.nft", rules)));
    assertThat(loaded.loaded()).as(loaded.error()).isTrue();
    Address client = Address.parse(CLIENTS.getOrDefault(family, "")).orElseThrow();
    Set<String> counted = kernel.dial(client, NftMatch.OWN, 5).counted();
    Set<String> forwarded = kernel.dial(client, NftMatch.FORWARDED, 5).counted();
    counted.removeIf(rule -> rule.contains(" m_forward "));
    forwarded.removeIf(rule -> !rule.contains(" m_forward "));
    counted.addAll(forwarded);
    return counted;
  }

  private static String rules(List<NftMatch> cases) {
    StringBuilder rules = new StringBuilder(NftMatch.TRANSLATIONS).append("table inet t {\n");
    for (String hook : NftMatch.HOOKS.keySet()) {
      List<String> matches =
          cases.stream().filter(one -> one.hook().equals(hook)).map(NftMatch::match).toList();
      rules.append(NftMatch.chains(hook, matches, "counter", "", ""));
    }
    return rules.append("}\n").toString();
  }

  private static void write(List<NftMatch> answers) throws IOException {
    Stream<String> head =
        Files.readAllLines(NftMatch.GOLDEN).stream().filter(line -> line.startsWith("#"));
    Stream<NftMatch> refused = NftMatch.all().stream().filter(NftMatch::isRefused);
    Stream<String> lines =
        Stream.concat(answers.stream(), refused)
            .map(one -> String.join("\t", one.hook(), one.match(), one.v4(), one.v6()));
    Files.write(NftMatch.GOLDEN, Stream.concat(head, lines).toList());
  }
}
