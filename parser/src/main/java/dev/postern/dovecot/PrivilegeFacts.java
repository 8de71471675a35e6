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
        facts
            .text("mail_access_groups")
            .with(ownGroup(settings, facts), PrivilegeFacts::groupsWithout));
  }

  /** The group of Dovecot's own that 2.4 gives to every process; empty before. */
  private static Fact<String> ownGroup(DovecotSettings settings, ScopedFacts facts) {
    return settings.dialect().isModern() ? facts.text("default_internal_group") : Fact.known("");
  }

  private static List<String> groupsWithout(String written, String own) {
    List<String> groups = new ArrayList<>();
    for (String word : written.split("[ \t,]+", -1)) {
      if (!word.isEmpty() && !word.equals(own)) {
        groups.add(word);
      }
    }
    return groups;
  }
}
