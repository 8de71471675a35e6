package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How fixes are told, alone and together. */
class FixTest {
  private static final Advice REQUIRE = Advice.of("change `ssl = yes` to `ssl = required`");

  private static Fix closing(int port, Advice... steps) {
    return new Fix(
        Advice.of("demand TLS on port " + port, port),
        List.of(steps),
        List.of(Advice.of("close port " + port + " in the packet filter", port)),
        List.of());
  }

  @Test
  void whatDoesInsteadFollowsTheSteps() {
    assertThat(closing(143, REQUIRE).description())
        .isEqualTo(
            "demand TLS on port 143: change `ssl = yes` to `ssl = required`;"
                + " or close port 143 in the packet filter");
  }

  @Test
  void portsOfOneAdviceAreToldTogetherInTheirOrder() {
    Fix all = closing(4190, REQUIRE).and(closing(143, REQUIRE)).and(closing(110));

    assertThat(all.description())
        .isEqualTo(
            "demand TLS on ports 110, 143 and 4190: change `ssl = yes` to `ssl = required`;"
                + " or close ports 110, 143 and 4190 in the packet filter");
  }

  @Test
  void otherStepsAreAllTold() {
    Fix all = closing(143, REQUIRE).and(closing(143, Advice.of("remove the listener")));

    assertThat(all.description())
        .isEqualTo(
            "demand TLS on port 143: change `ssl = yes` to `ssl = required`; remove the listener;"
                + " or close port 143 in the packet filter");
  }

  @Test
  void theBeginningOfALongerNumberIsNoPort() {
    assertThat(Advice.of("close port 1430", 143)).isEqualTo(Advice.of("close port 1430"));
  }

  @Test
  void anAimAloneIsASentence() {
    assertThat(
            new Fix(Advice.of("bind it elsewhere"), List.of(), List.of(), List.of()).description())
        .isEqualTo("bind it elsewhere");
  }
}
