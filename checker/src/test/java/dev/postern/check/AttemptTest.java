package dev.postern.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one host shows leaves the others alone. */
class AttemptTest {

  @Test
  void aBugIsTheBugOfOne() {
    List<Integer> numbers = List.of(1, 0, 2);

    List<Attempt<Integer>> attempts = new ArrayList<>();
    try (Results<Attempt<Integer>> results =
        new Workers(2).inOrder(numbers, n -> Attempt.at("host " + n, () -> 6 / n))) {
      results.forEachRemaining(attempts::add);
    }

    assertThat(attempts).extracting(Attempt::name).containsExactly("host 1", "host 0", "host 2");
    assertThat(attempts.get(0).result()).isEqualTo(6);
    assertThat(attempts.get(1).bug()).get().isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> attempts.get(1).result()).hasMessage("host 0");
    assertThat(attempts.get(2).result()).isEqualTo(3);
  }

  @Test
  void aStackThatOverflowsIsOne() {
    assertThat(Attempt.at("deep", AttemptTest::endless).bug())
        .get()
        .isInstanceOf(StackOverflowError.class);
  }

  @SuppressWarnings("InfiniteRecursion") // That is what it is for.
  private static int endless() {
    return endless() + 1;
  }
}
