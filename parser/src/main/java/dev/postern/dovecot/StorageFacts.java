package dev.postern.dovecot;

import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.fact.Fact;
import dev.postern.posture.daemon.MailStorage;
import dev.postern.posture.service.SoftwareName;
import java.util.List;

/**
 * What Dovecot's plugins do with stored mail (2.3.19.1 and 2.4.4 src/plugins/quota, lazy-expunge,
 * notify, mail-log, mail-crypt, replication).
 */
final class StorageFacts {
  /** Those that store what arrives: a limit in another does not hold for them. */
  private static final List<String> DELIVERY = List.of("lmtp", "lda");

  /** Those in which people delete. */
  private static final List<String> ACCESS = List.of("imap", "pop3");

  private final DovecotSettings settings;
  private final ScopedFacts facts;

  private StorageFacts(DovecotSettings settings) {
    this.settings = settings;
    this.facts = new ScopedFacts(settings, Scope.GLOBAL);
  }

  static MailStorage of(DovecotSettings settings) {
    StorageFacts storage = new StorageFacts(settings);
    boolean modern = settings.dialect().isModern();
    return new MailStorage(
        Fact.known(SoftwareName.DOVECOT),
        Fact.and(storage.loaded(DELIVERY, "quota"), storage.quotaRoots(modern)),
        storage.expungeSeconds(modern),
        Fact.and(
            storage.loaded(ACCESS, "lazy_expunge"),
            modern
                ? storage.facts.text("lazy_expunge_mailbox").map(name -> !name.isEmpty())
                : storage.plugin("lazy_expunge")),
        Fact.and(storage.loaded(ACCESS, "mail_log"), storage.loaded(ACCESS, "notify")),
        storage.loaded(DELIVERY, "mail_crypt"),
        modern
            ? Fact.known(false)
            : Fact.and(storage.loaded(ACCESS, "replication"), storage.plugin("mail_replica")));
  }

  /** Whether processes of one of the protocols load a plugin. */
  private Fact<Boolean> loaded(List<String> protocols, String plugin) {
    Fact<Boolean> any = Fact.known(false);
    for (String protocol : protocols) {
      any =
          Fact.or(
              any,
              settings
                  .value(Scope.of(protocol), "mail_plugins")
                  .flatMap(list -> named(list, plugin)));
    }
    return any;
  }

  private static Fact<Boolean> named(String list, String plugin) {
    return list.startsWith("<")
        ? Fact.unknown("the plugins stand in the file " + list.substring(1))
        : Fact.known(List.of(list.split("[ \t,]+", -1)).contains(plugin));
  }

  /** Without a root of its own the plugin limits nothing; the database of users may name one. */
  private Fact<Boolean> quotaRoots(boolean modern) {
    Fact<Boolean> written =
        modern ? Fact.known(!settings.sections(Scope.GLOBAL, "quota").isEmpty()) : plugin("quota");
    return written.is(false)
        ? Fact.unknown("the plugin quota is loaded, and only the database of users may set a limit")
        : written;
  }

  /** Whether a setting of the section plugin, of which Dovecot knows no list, is written. */
  private Fact<Boolean> plugin(String name) {
    Fact<String> value = facts.text("plugin/" + name);
    return value.isKnown() || !settings.isComplete() || !value.origins().isEmpty()
        ? value.map(text -> !text.isEmpty())
        : Fact.known(false);
  }

  private Fact<Integer> expungeSeconds(boolean modern) {
    Fact<Integer> shortest = modern ? facts.seconds("mailbox_autoexpunge") : Fact.known(0);
    for (String namespace : settings.sections(Scope.GLOBAL, "namespace")) {
      String mailboxes = "namespace/" + SectionNames.escape(namespace) + "/mailbox";
      for (String mailbox : settings.sections(Scope.GLOBAL, mailboxes)) {
        Fact<Integer> here =
            facts.seconds(mailboxes + "/" + SectionNames.escape(mailbox) + "/autoexpunge");
        shortest = shortest.with(here, StorageFacts::shorter);
      }
    }
    return shortest;
  }

  private static int shorter(int one, int other) {
    if (one == 0 || other == 0) {
      return one + other;
    }
    return Math.min(one, other);
  }
}
