package dev.postern.report;

import dev.postern.net.Family;
import dev.postern.net.Prefix;
import dev.postern.policy.Evidence;
import dev.postern.policy.Finding;
import dev.postern.posture.Endpoint;
import dev.postern.posture.network.Exposure;
import dev.postern.posture.network.Reach;
import dev.postern.posture.shape.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The networks that reach a host's endpoints, for facts that say only that some do. */
final class ReachedFrom {
  private static final String FACT = "exposure.";

  private final Map<String, Exposure> exposures = new HashMap<>();

  ReachedFrom(List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      exposures.put(endpoint.id(), endpoint.exposure());
    }
  }

  /** Which networks they are; empty when the fact is another one, or no file tells. */
  String networks(Finding finding, Evidence evidence) {
    Exposure exposure = exposures.get(finding.subject().id());
    if (exposure == null
        || !evidence.fact().startsWith(FACT)
        || !evidence.value().equals(Word.of(Reach.SOME))) {
      return "";
    }
    Predicate<Prefix> isMeant =
        switch (evidence.fact().substring(FACT.length())) {
          case "verdict" -> prefix -> true;
          case "v4" -> prefix -> prefix.family() == Family.V4;
          case "v6" -> prefix -> prefix.family() == Family.V6;
          default -> prefix -> false;
        };
    List<Prefix> networks =
        exposure.sources().toOptional().stream()
            .flatMap(all -> all.prefixes().stream())
            .filter(isMeant)
            .toList();
    return FewNetworks.of(networks);
  }
}
