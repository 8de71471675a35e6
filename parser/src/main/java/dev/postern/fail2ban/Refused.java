package dev.postern.fail2ban;

import dev.postern.fact.Origin;
import java.util.List;

/** What keeps fail2ban from starting, or Postern from following it. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;
  private final transient List<Origin> origins;

  /**
   * A configuration that is not taken.
   *
   * @param why in words for the user, without the place
   * @param origins the statements it is about
   */
  Refused(String why, List<Origin> origins) {
    super(why, null, false, false);
    this.why = why;
    this.origins = List.copyOf(origins);
  }

  String why() {
    return why;
  }

  List<Origin> origins() {
    return origins;
  }
}
