package dev.postern.policy.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Policies that cannot be used; the message holds every mistake, ready to print. */
public final class PolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  public PolicyException(List<Mistake> mistakes) {
    super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
    this.mistakes = List.copyOf(mistakes);
  }

  /** By file, line and column. */
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
