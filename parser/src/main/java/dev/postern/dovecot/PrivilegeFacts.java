package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.posture.daemon.Privileges;
import dev.postern.posture.service.SoftwareName;
import dev.postern.source.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** As whom Dovecot's processes run (2.3.19.1 src/master, src/lib-storage). */
final class PrivilegeFacts {
  private static final List<String> ROOT = List.of("0", "root");

  /** By the protocol that starts them. */
  private static final Map<String, String> LOGIN_SERVICES =
      Map.of(
          "imap", "imap-login",
          "pop3", "pop3-login",
          "submission", "submission-login",
          "sieve", "managesieve-login");

  private PrivilegeFacts() {}

  static Privileges of(DovecotSettings settings, FileTree tree) {
    ScopedFacts facts = new ScopedFacts(settings, Scope.GLOBAL);
    Fact<String> login = facts.text("default_login_user");
    Fact<String> internal = facts.text("default_internal_user");
    return new Privileges(
        Fact.known(SoftwareName.DOVECOT),
        login,
        internal,
        login.with(internal, (one, other) -> !one.equals(other)),
        loginShared(settings, facts, tree),
        Fact.or(
            facts.text("first_valid_uid").map("0"::equals),
            facts.text("mail_uid").map(ROOT::contains)),
        facts
            .text("mail_access_groups")
            .with(ownGroup(settings, facts), PrivilegeFacts::groupsWithout));
  }

  /**
   * A process that serves one client ends with it; one that serves several at once has them in one
   * memory (doc.dovecot.org, "Login processes").
   */
  private static Fact<Boolean> loginShared(
      DovecotSettings settings, ScopedFacts facts, FileTree tree) {
    EnabledProtocols protocols = new EnabledProtocols(settings, tree);
    Fact<Boolean> shared = Fact.known(false);
    for (Map.Entry<String, String> login : LOGIN_SERVICES.entrySet()) {
      String service = "service/" + login.getValue();
      Fact<Boolean> enabled = protocols.enabled(login.getKey());
      boolean isThere = settings.sections(Scope.GLOBAL, "service").contains(login.getValue());
      if (isThere && !enabled.is(false)) {
        Fact<Boolean> several =
            Fact.and(
                facts.number(service + "/service_count").map(count -> count != 1),
                facts.number(service + "/client_limit").map(limit -> limit != 1));
        // What enables the protocol is not what is wrong with its processes.
        shared = Fact.or(shared, enabled.is(true) ? several : Fact.and(several, enabled));
      }
    }
    return shared;
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
