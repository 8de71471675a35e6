package dev.postern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Breadth;
import dev.postern.posture.shape.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhrasesTest {
  private final Phrases phrases = Phrases.load();

  @ParameterizedTest
  @EnumSource(Breadth.class)
  void howManyAreTrustedIsAWholeSentence(Breadth breadth) {
    String word = Word.of(breadth);
    for (String fact :
        new String[] {"authentication.trusted-breadth", "trusted-breadth", "exempt-breadth"}) {
      assertThat(phrases.of(fact, word)).doesNotContain(",", "*", ":");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.such-fact", "nothing"})
  void aFactWithoutAPhraseIsShownAsItIs(String fact) {
    assertThat(phrases.of(fact, "value")).isEqualTo(fact + " = value");
  }

  @Test
  void aReasonThatWasReadIsNotToldAgain() {
    String value = "unknown: no version is told";

    assertThat(phrases.of("exposure.verdict", value, "not known, because no version is told"))
        .isEqualTo("who reaches it is not known");
    assertThat(phrases.of("exposure.verdict", value, "something else"))
        .isEqualTo("who reaches it is not known, because no version is told");
  }
}
