package dev.postern.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a policy says of a host.
 *
 * @param findings those with a verdict that was asked for, in {@link Finding#ORDER}
 * @param others how many findings have a verdict that was not
 */
public record Judgement(List<Finding> findings, Map<Verdict, Integer> others) {
  public Judgement {
    findings = List.copyOf(findings);
    EnumMap<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    counts.putAll(others);
    others = Collections.unmodifiableMap(counts);
  }
}
