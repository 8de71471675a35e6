package dev.postern.net;

import java.util.List;
import java.util.TreeSet;

/** Some networks, sorted, each once; {@link #ANY} stands for every address. */
public record Networks(List<Prefix> prefixes) {
  public static final Networks NONE = new Networks(List.of());
  public static final Networks ANY = new Networks(List.of(Prefix.ALL_V4, Prefix.ALL_V6));

  public Networks {
    prefixes = List.copyOf(new TreeSet<>(prefixes));
  }

  public static Networks of(Prefix... prefixes) {
    return new Networks(List.of(prefixes));
  }

  public boolean isEmpty() {
    return prefixes.isEmpty();
  }

  public boolean isAny() {
    return prefixes.contains(Prefix.ALL_V4) && prefixes.contains(Prefix.ALL_V6);
  }

  public boolean contains(Address address) {
    return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
  }

  /** Whether every one of these networks lies in one of {@code others}. */
  public boolean within(Networks others) {
    return prefixes.stream()
        .allMatch(mine -> others.prefixes.stream().anyMatch(theirs -> theirs.contains(mine)));
  }

  public Breadth breadth() {
    return prefixes.stream().map(Breadth::of).reduce(Breadth.NONE, Breadth::widest);
  }

  /** {@code any}, {@code none}, or the prefixes separated by a comma and a blank. */
  @Override
  public String toString() {
    if (isAny()) {
      return "any";
    }
    return prefixes.isEmpty()
        ? "none"
        : String.join(", ", prefixes.stream().map(Prefix::toString).toList());
  }
}
