package dev.postern.firewall.firewalld;

import dev.postern.fact.Origin;
import dev.postern.source.Problem;

/** Something with which firewalld does not start. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Origin.Setting origin;
  private final String why;

  Refused(Origin.Setting origin, String why) {
    super(why, null, false, false);
    this.origin = origin;
    this.why = why;
  }

  String why() {
    return why;
  }

  Problem problem() {
    return Problem.error(
        Problem.Kind.REFUSED, origin.span(), why + "; firewalld does not start with it");
  }
}
