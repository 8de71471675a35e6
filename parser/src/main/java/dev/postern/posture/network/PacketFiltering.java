package dev.postern.posture.network;

import dev.postern.fact.Fact;
import dev.postern.posture.shape.Shape;
import dev.postern.posture.shape.Type;
import java.util.List;

/**
 * The host's packet filter as a whole.
 *
 * @param present whether the files hold one
 * @param defaultInput what becomes of a new connection that no rule speaks of, per family
 * @param rules how many rules there are
 * @param ports the mail ports, and every port a listener uses, each as the filter alone lets it
 *     through
 * @param upkeep rules without effect
 */
public record PacketFiltering(
    Fact<Boolean> present,
    DefaultInput defaultInput,
    Fact<Integer> rules,
    Fact<List<FilteredPort>> ports,
    FilterUpkeep upkeep) {

  /** What becomes of a packet. */
  public enum Outcome {
    ACCEPT,
    REJECT,
    DROP
  }

  /** Per family, since each has rules of its own. */
  public record DefaultInput(Fact<Outcome> v4, Fact<Outcome> v6) {
    public static final Shape<DefaultInput> SHAPE =
        Shape.<DefaultInput>named("default-input")
            .leaf("v4", Type.of(Outcome.class), DefaultInput::v4)
            .leaf("v6", Type.of(Outcome.class), DefaultInput::v6)
            .build();
  }

  public static final Shape<PacketFiltering> SHAPE =
      Shape.<PacketFiltering>named("packet-filter")
          .leaf("present", Type.BOOLEAN, PacketFiltering::present)
          .part("default-input", DefaultInput.SHAPE, PacketFiltering::defaultInput)
          .leaf("rules", Type.INTEGER, PacketFiltering::rules)
          .parts("ports", FilteredPort.SHAPE, PacketFiltering::ports)
          .parts(
              "unreachable-rules",
              UnreachableRule.SHAPE,
              filter -> filter.upkeep().unreachableRules())
          .leaf(
              "accepted-without-listener",
              new Type.ListOf(Type.INTEGER),
              filter -> filter.upkeep().acceptedWithoutListener())
          .parts(
              "limits-after-accept",
              UnmetLimit.SHAPE,
              filter -> filter.upkeep().limitsAfterAccept())
          .build();
}
