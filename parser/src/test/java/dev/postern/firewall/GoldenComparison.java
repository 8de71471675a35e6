package dev.postern.firewall;

import dev.postern.firewall.model.PacketFilter;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small rule sets, one construct each, judged as the kernel judged them: {@code goldens()}. */
public abstract class GoldenComparison {

  /** The filter that a golden's files make. */
  protected abstract PacketFilter filter(FirewallGolden golden) throws IOException;

  private GoldenAnswers answers(FirewallGolden golden) throws IOException {
    return new GoldenAnswers(golden, filter(golden));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void letsInWhomTheKernelLetsIn(FirewallGolden golden) throws IOException {
    answers(golden).lettingIn();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void namesTheSourcesOfEveryPort(FirewallGolden golden) throws IOException {
    answers(golden).sources();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void findsTheLimitsThatTheKernelKeeps(FirewallGolden golden) throws IOException {
    answers(golden).limits();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void understandsEveryLine(FirewallGolden golden) throws IOException {
    answers(golden).coverage();
  }
}
