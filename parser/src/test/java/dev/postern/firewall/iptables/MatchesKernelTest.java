package dev.postern.firewall.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.firewall.Kernel;
import dev.postern.net.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The golden of {@link MatchesTest} is what this machine's kernel says. */
class MatchesKernelTest {
  @Test
  void theGoldenIsWhatTheKernelSays() throws IOException {
    List<MatchCase> answers = new ArrayList<>();
    try (Kernel kernel = Kernel.start()) {
      Map<String, List<MatchCase>> groups =
          MatchCase.all().stream()
              .collect(Collectors.groupingBy(one -> one.chain() + one.family()));
      for (List<MatchCase> group : groups.values()) {
        for (int i = 0; i < group.size(); i += Kernel.PORTS.size()) {
          answers.addAll(
              ask(kernel, group.subList(i, Math.min(group.size(), i + Kernel.PORTS.size()))));
        }
      }
    }
    if (Boolean.getBoolean("postern.golden.update")) {
      write(answers);
    }
    assertThat(answers).containsExactlyInAnyOrderElementsOf(MatchCase.all());
  }

  private static List<MatchCase> ask(Kernel kernel, List<MatchCase> cases) {
    boolean isV4 = cases.get(0).family() == Family.V4;
    Kernel.Answer answer =
        kernel.judge(
            Map.of(
                isV4 ? "v4" : "v6", kernel.write("rules", MatchCase.rules(cases, Kernel.PORTS))));
    assertThat(answer.loaded()).as("%s of %s", answer.error(), cases).isTrue();
    TreeSet<Integer> open =
        answer.open().getOrDefault(isV4 ? "203.0.113.7" : "2001:db8:cafe::7", new TreeSet<>());
    List<MatchCase> answers = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      MatchCase one = cases.get(i);
      answers.add(
          new MatchCase(
              one.family(), one.chain(), one.match(), open.contains(Kernel.PORTS.get(i))));
    }
    return answers;
  }

  private static void write(List<MatchCase> answers) throws IOException {
    Stream<String> head =
        Files.readAllLines(MatchCase.GOLDEN).stream().filter(line -> line.startsWith("#"));
    Stream<String> lines =
        answers.stream()
            .map(
                one ->
                    "%d\t%s\t%s\t%s"
                        .formatted(
                            one.family().number(),
                            one.chain(),
                            one.match(),
                            one.isOpen() ? "open" : "closed"));
    Files.write(MatchCase.GOLDEN, Stream.concat(head, lines).toList());
  }
}
