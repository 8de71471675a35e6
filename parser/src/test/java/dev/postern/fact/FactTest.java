package dev.postern.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FactTest {
  private static final Origin DEFAULT = new Origin.Default("Dovecot", "2.3", "ssl = yes");
  private static final Origin GUESS = new Origin.Assumption("nobody wrote it");
  private static final Fact<Boolean> TRUE = Fact.known(true, DEFAULT);
  private static final Fact<Boolean> FALSE = Fact.known(false, GUESS);
  private static final Fact<Boolean> UNKNOWN = Fact.unknown("the include is missing");

  @Nested
  class Kleene {
    @Test
    void falseDecidesAConjunctionEvenAgainstUnknown() {
      assertThat(Fact.and(FALSE, UNKNOWN)).isEqualTo(FALSE);
      assertThat(Fact.and(UNKNOWN, FALSE)).isEqualTo(FALSE);
    }

    @Test
    void trueDecidesADisjunctionEvenAgainstUnknown() {
      assertThat(Fact.or(TRUE, UNKNOWN)).isEqualTo(TRUE);
      assertThat(Fact.or(UNKNOWN, TRUE)).isEqualTo(TRUE);
    }

    @Test
    void otherwiseUnknownStaysUnknown() {
      assertThat(Fact.and(TRUE, UNKNOWN)).isEqualTo(UNKNOWN);
      assertThat(Fact.or(FALSE, UNKNOWN).isKnown()).isFalse();
      assertThat(Fact.not(UNKNOWN)).isEqualTo(UNKNOWN);
    }

    @Test
    void onlyTheOriginsThatDecideAreKept() {
      assertThat(Fact.and(TRUE, FALSE).origins()).containsExactly(GUESS);
      assertThat(Fact.and(TRUE, TRUE).origins()).containsExactly(DEFAULT);
    }
  }

  @Nested
  class Candidates {
    private final Fact<Integer> tenOrTwelve =
        Fact.oneOf(Set.of(10, 12), "2.3.14: 10 / 2.3.15: 12", List.of(DEFAULT));

    @Test
    void aResultThatAllCandidatesShareIsKnown() {
      assertThat(tenOrTwelve.map(value -> value >= 10))
          .isEqualTo(Fact.known(true, List.of(DEFAULT)));
    }

    @Test
    void aResultThatDiffersIsUnknownWithTheReason() {
      assertThat(tenOrTwelve.map(value -> value >= 12))
          .isEqualTo(Fact.oneOf(Set.of(true, false), "2.3.14: 10 / 2.3.15: 12", List.of(DEFAULT)));
    }

    @Test
    void oneCandidateIsAKnownValue() {
      assertThat(Fact.oneOf(Set.of(10), "", List.of()).is(10)).isTrue();
    }

    @Test
    void twoFactsAreCombinedCaseByCase() {
      assertThat(tenOrTwelve.with(Fact.known(20), (one, other) -> one < other).is(true)).isTrue();
      assertThat(tenOrTwelve.with(Fact.known(11), (one, other) -> one < other).isKnown()).isFalse();
    }

    @Test
    void whatNoCandidateDecidesIsUnknownForItsOwnReason() {
      assertThat(tenOrTwelve.flatMap(value -> Fact.unknown("no file")))
          .extracting("reason")
          .isEqualTo("no file");
      assertThat(
              tenOrTwelve.flatMap(
                  value -> value == 10 ? Fact.known(true) : Fact.unknown("no file")))
          .extracting("reason")
          .isEqualTo("2.3.14: 10 / 2.3.15: 12");
    }

    @Test
    void withoutCandidatesAnythingMayBe() {
      assertThat(UNKNOWN.mayBe(true)).isTrue();
      assertThat(tenOrTwelve.mayBe(11)).isFalse();
    }
  }

  @Test
  void aDependentFactRestsOnBothOrigins() {
    assertThat(TRUE.flatMap(yes -> Fact.known("x", GUESS)).origins())
        .containsExactly(GUESS, DEFAULT);
  }
}
