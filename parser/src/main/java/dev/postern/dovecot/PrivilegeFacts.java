package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.posture.Privileges;
import dev.postern.posture.SoftwareName;
import java.util.ArrayList;
import java.util.List;

/** As whom Dovecot's processes run (2.3.19.1 src/master, src/lib-storage). */
final class PrivilegeFacts {
  private static final List<String> ROOT = List.of("0", "root");

  private PrivilegeFacts() {}

  static Privileges of(DovecotSettings settings) {
    ScopedFacts facts = new ScopedFacts(settings, Scope.GLOBAL);
    Fact<String> login = facts.text("default_login_user");
    Fact<String> internal = facts.text("default_internal_user");
    return new Privileges(
        Fact.known(SoftwareName.DOVECOT),
        login,
        internal,
        login.with(internal, (one, other) -> !one.equals(other)),
        Fact.or(
            facts.text("first_valid_uid").map("0"::equals),
            facts.text("mail_uid").map(ROOT::contains)),
        facts.text("mail_access_groups").map(PrivilegeFacts::groups));
  }

  /** A setting that 2.4 names in place of a group is Dovecot's own. */
  private static List<String> groups(String written) {
    List<String> groups = new ArrayList<>();
    for (String word : written.split("[ \t,]+", -1)) {
      if (!word.isEmpty() && !word.startsWith("$")) {
        groups.add(word);
      }
    }
    return groups;
  }
}
