package dev.postern.firewall.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Origin;
import dev.postern.firewall.model.Rule;
import dev.postern.firewall.model.Verdict;
import dev.postern.net.Address;
import dev.postern.net.AddressRange;
import dev.postern.net.AddressSet;
import dev.postern.net.Family;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The first rule for a client settles what becomes of it. */
class RowTest {
  private static final List<Verdict> VERDICTS =
      List.of(new Verdict.Accept(), new Verdict.Drop(), new Verdict.Return());

  private static Row.Plain rule(int line, Verdict verdict, List<AddressRange> ranges) {
    return new Row.Plain(
        new Rule(
            List.of(),
            List.of(),
            verdict,
            new Origin.Setting(new Span("rules", line, 1, line, 2), "rule " + line)),
        AddressSet.of(Family.V4, ranges));
  }

  /** Addresses of which there are few, so that rules overlap, touch and lie at the ends. */
  private static Address address(int number) {
    return number < 32 ? Address.v4(number) : Address.v4(0xFFFF_FFFFL - (63 - number));
  }

  @Test
  void theSweepFindsWhatTryingEveryRuleFinds() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      List<Row.Plain> rules = new ArrayList<>();
      int count = 1 + random.nextInt(9);
      for (int line = 1; line <= count; line++) {
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          int first = random.nextInt(64);
          int last = Math.min(63, first + random.nextInt(20));
          ranges.add(new AddressRange(address(first), address(last)));
        }
        rules.add(rule(line, VERDICTS.get(random.nextInt(3)), ranges));
      }
      Row row = new Row(Family.V4, rules);
      for (int number = 0; number < 64; number++) {
        Address client = address(number);
        Optional<Row.Plain> first =
            rules.stream().filter(rule -> rule.clients().contains(client)).findFirst();
        for (Verdict verdict : VERDICTS) {
          boolean expected =
              first.filter(rule -> rule.rule().verdict().equals(verdict)).isPresent();
          AddressSet found = row.fates().getOrDefault(verdict, AddressSet.none(Family.V4));
          assertThat(found.contains(client))
              .as("seed %d, %s, %s", seed, client, verdict)
              .isEqualTo(expected);
        }
        assertThat(row.firstFor(AddressSet.of(client))).isEqualTo(first.map(Row.Plain::rule));
      }
    }
  }
}
