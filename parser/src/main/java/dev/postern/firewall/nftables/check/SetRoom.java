package dev.postern.firewall.nftables.check;

import dev.postern.firewall.nftables.load.LoadedSet;
import dev.postern.firewall.nftables.syntax.Expression.Element;
import dev.postern.firewall.nftables.syntax.Refusal;
import dev.postern.firewall.nftables.value.Values;
import dev.postern.net.AddressSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the members of a set fit into it, and beside each other. */
public final class SetRoom {
  /** Looking at each pair of more combinations would take too long. */
  private static final int MOST_COMPARED = 2000;

  private final LoadedSet set;
  private final Values values;

  public SetRoom(LoadedSet set, Values values) {
    this.set = set;
    this.values = values;
  }

  /** Refuses members for which the set has no room, or that are in the way of others. */
  public void check() throws Refusal {
    List<Element> elements = set.elements().elements();
    if (set.size().isPresent() && elements.size() > set.size().get()) {
      checkSize(elements, set.size().get());
    }
    if (set.isMap()) {
      new KeyCheck(set, values).check(elements);
    }
    boolean isInterval = set.hasFlag("interval");
    if (set.key().size() > 1 && isInterval && elements.size() <= MOST_COMPARED) {
      checkCombinations(elements);
    } else if (set.key().size() == 1 && isInterval && !set.hasFlag("auto-merge")) {
      new OverlapCheck(values).check(set.key().get(0), elements);
    }
  }

  private void checkSize(List<Element> elements, long size) throws Refusal {
    boolean isMerged = set.hasFlag("auto-merge") && set.key().get(0).isAddress();
    if (isMerged && set.key().size() == 1) {
      Optional<AddressSet> merged = values.addresses(set.key().get(0), set.elements());
      if (merged.isEmpty() || merged.get().size() <= size) {
        return;
      }
    } else {
      Set<String> distinct = new HashSet<>();
      for (Element element : elements) {
        distinct.add(set.canonical(element.key(), values));
      }
      if (distinct.size() <= size) {
        return;
      }
    }
    throw new Refusal(
        elements.get(elements.size() - 1).key().place(),
        "'%s' has more members than its size of %d".formatted(set.name(), size));
  }

  /** nft_pipapo_insert(): neither end of a new one may lie in one that is there. */
  private void checkCombinations(List<Element> elements) throws Refusal {
    KeyBox[] boxes = new KeyBox[elements.size()];
    for (int i = 0; i < boxes.length; i++) {
      Optional<KeyBox> box = KeyBox.of(set.key(), elements.get(i).key(), values);
      if (box.isEmpty()) {
        return;
      }
      boxes[i] = box.get();
      for (int j = 0; j < i; j++) {
        if (!boxes[i].equals(boxes[j]) && boxes[i].hasEndIn(boxes[j])) {
          throw new Refusal(elements.get(i).key().place(), "the range overlaps with another one");
        }
      }
    }
  }
}
