package dev.postern.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.posture.Endpoint;
import dev.postern.posture.service.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;

/** Many services of one instance, of which each greets or dies as the posture says. */
final class StartedServices {
  private static final int FIRST_PORT = 3000;

  private StartedServices() {}

  /**
   * Starts them and asks each for its greeting.
   *
   * @param services their entries in master.cf, without the port in front
   * @param others what else stands in master.cf
   */
  static void compare(
      Path temp, String main, List<String> services, String others, SoftAssertions every)
      throws IOException {
    StringBuilder master = new StringBuilder(others);
    Map<String, List<String>> scripts = new TreeMap<>();
    for (int i = 0; i < services.size(); i++) {
      master.append("%d %s\n".formatted(FIRST_PORT + i, services.get(i)));
      scripts.put(String.valueOf(FIRST_PORT + i), List.of("NOOP"));
    }
    Map<String, List<String>> heard = new PostfixLab(temp).talk(main, master.toString(), scripts);
    List<Endpoint> endpoints = Instance.read(main, master.toString()).endpoints();
    assertThat(endpoints).hasSameSizeAs(services);
    for (int i = 0; i < services.size(); i++) {
      String greeting = Objects.requireNonNull(heard.get(String.valueOf(FIRST_PORT + i))).get(0);
      State met = greeting.startsWith("220") ? State.WORKS : State.DEAD;
      every
          .assertThat(endpoints.get(i).state().is(met))
          .as("%s: %s; posture: %s", services.get(i), met, endpoints.get(i).state())
          .isTrue();
    }
  }
}
