package dev.postern.posture.network;

import dev.postern.fact.Fact;
import java.util.List;

/** What time has left in a packet filter. Worked out when it is asked for: few questions are. */
public interface FilterUpkeep {
  /** Of a host without a packet filter. */
  FilterUpkeep NONE =
      new FilterUpkeep() {
        @Override
        public Fact<List<UnreachableRule>> unreachableRules() {
          return Fact.known(List.of());
        }

        @Override
        public Fact<List<Integer>> acceptedWithoutListener() {
          return Fact.known(List.of());
        }

        @Override
        public Fact<List<UnmetLimit>> limitsAfterAccept() {
          return Fact.known(List.of());
        }
      };

  /** Rules that no packet comes to. */
  Fact<List<UnreachableRule>> unreachableRules();

  /** Mail ports that a rule lets clients in to, on which nothing listens. */
  Fact<List<Integer>> acceptedWithoutListener();

  /** Limits that no connection comes to. */
  Fact<List<UnmetLimit>> limitsAfterAccept();
}
