package dev.postern.policy;

import dev.postern.policy.condition.Condition;
import dev.postern.policy.condition.Template;
import java.util.List;
import java.util.Map;

/**
 * How a failure of a rule can be proved.
 *
 * @param when what it is good for
 */
public record WitnessPlan(Condition when, Proof proof) {
  /** A kind of witness, still to be made concrete. */
  public sealed interface Proof {}

  /** A session, for each protocol that has one. */
  public record Session(Map<String, Dialogue> dialogues) implements Proof {
    public Session {
      dialogues = Map.copyOf(dialogues);
    }
  }

  /** What a client sends and what comes back. */
  public record Dialogue(List<Template> send, Template expect) {
    public Dialogue {
      send = List.copyOf(send);
    }
  }

  /** A packet that the filter lets in. */
  public record Packet() implements Proof {}

  /** A handshake with the lowest version that the endpoint negotiates. */
  public record Handshake() implements Proof {}

  /** A message that is relayed. */
  public record Relay() implements Proof {}

  /** The statement that decided. */
  public record Statement() implements Proof {}
}
