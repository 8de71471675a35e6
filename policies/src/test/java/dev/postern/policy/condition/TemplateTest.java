package dev.postern.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fact.Fact;
import dev.postern.policy.SamplePosture;
import dev.postern.policy.yaml.Mark;
import dev.postern.policy.yaml.Mistakes;
import dev.postern.posture.Endpoint;
import dev.postern.posture.Host;
import dev.postern.posture.service.State;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemplateTest {
  private static String filled(Fact<State> state) {
    Host host = new SamplePosture().state(state).host();
    return Template.read("it {state}", Mark.NOWHERE, Endpoint.SHAPE, new Mistakes())
        .fill(new Scope(host.endpoints().get(0), host));
  }

  @Test
  void whatIsUnknownIsWrittenAsWhatIsPossible() {
    Set<State> two = new LinkedHashSet<>(List.of(State.WORKS, State.CLOSED));

    assertThat(filled(Fact.known(State.WORKS))).isEqualTo("it works");
    assertThat(filled(Fact.oneOf(two, "a port is {{ port }}", List.of())))
        .isEqualTo("it works or closed");
    assertThat(filled(Fact.unknown("an include is missing"))).isEqualTo("it ?");
  }
}
