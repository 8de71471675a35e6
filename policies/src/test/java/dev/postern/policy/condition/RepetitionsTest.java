package dev.postern.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepetitionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "ab+c* 1",
        "a{3} 3",
        "a{3,} 3",
        "a{3,7}b{5} 7",
        "(a{3}b){4} 12",
        "((a{3}){4}|b{20}){2} 40",
        "(a{3}){0} 3",
        "\\(a{3}\\){4} 4",
        "[({]a{3}[^]{9}]{4} 4",
        "(a{3})b{4} 4",
        "a{,3} 1",
        "(a{30}){40} 1001",
        "((((a{1,900}){1,900}){1,900}){1,900}) 1001"
      })
  void multiplyInEachOther(String expression, long product) {
    assertThat(Repetitions.nested(expression)).isEqualTo(product);
  }
}
