package dev.postern.firewall.walk;

import dev.postern.firewall.model.Chain;
import dev.postern.net.Family;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** The index of each chain, made when it is first walked. */
public final class ChainIndexes {
  private final Map<Family, Map<Chain, ChainIndex>> arriving = new EnumMap<>(Family.class);
  private final Map<Family, Map<Chain, ChainIndex>> answering = new EnumMap<>(Family.class);

  ChainIndex of(Chain chain, Family family, boolean isAnswer) {
    return (isAnswer ? answering : arriving)
        .computeIfAbsent(family, none -> new IdentityHashMap<>())
        .computeIfAbsent(chain, one -> new ChainIndex(one, family, isAnswer));
  }
}
