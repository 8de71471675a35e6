package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.LoggedPasswords;
import dev.postern.dovecot.settings.PolicyHash;
import dev.postern.dovecot.syntax.EventFilter;
import dev.postern.dovecot.syntax.Written;
import dev.postern.source.Problem.Kind;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What Dovecot checks once everything is read, for the settings outside all filters and within
 * each, with its messages (the check functions in Dovecot 2.3.19.1 src/config/all-settings.c),
 * module by module in its order: of several mistakes it names the first. A build of 2.2 may have
 * another order.
 */
final class SettingsCheck {
  private static final BigInteger KIBIBYTE = BigInteger.valueOf(1024);
  private static final List<String> EVENT_FILTERS =
      List.of("log_debug", "log_core_filter", "process_shutdown_filter");
  private static final BigInteger TEN = BigInteger.TEN;

  private final LayeredSettings settings;
  private final FileNotes notes;
  private final AllowedWords words = new AllowedWords();
  private boolean warnedOfTls;

  SettingsCheck(LayeredSettings settings, FileNotes notes) {
    this.settings = settings;
    this.notes = notes;
  }

  void check() {
    for (Layer layer : settings.layers()) {
      Merge merge = settings.merge(layer.filter().atItsAddresses());
      if (merge.conflict().isPresent()) {
        notes.problem(Kind.REFUSED, layer.place(), merge.conflict().get());
      } else {
        warnOfTls(layer);
        check(new CheckedSection(settings.defaults(), merge.root(), notes, layer.place()));
      }
    }
  }

  private void check(CheckedSection root) {
    root.checkWords(words.of("managesieve"));
    root.checkWords(words.of("master-service"));
    for (String filter : EVENT_FILTERS) {
      if (root.isWritten(filter)
          && root.known(filter)
          && !EventFilter.isValid(root.text(filter), EventFilter.WORDS_2_3)) {
        root.refuse(filter, "Invalid %s: event filter: syntax error".formatted(filter));
      }
    }
    checkTls(root);
    checkAuth(root);
    if (secondsBelow(root, "director_user_expire", TEN)) {
      root.refuse("director_user_expire", "director_user_expire is too low");
    }
    checkDoveadm(root);
    root.checkWords(words.of("imap"));
    if (root.is("imapc_max_idle_time", "0")) {
      root.refuse("imapc_max_idle_time", "imapc_max_idle_time must not be 0");
    }
    root.checkWords(words.of("imapc"));
    root.checkWords(words.of("lmtp"));
    MailCheck.storage(root, words);
    MailCheck.namespaces(root);
    new ServicesCheck(root, settings.dialect().serviceTypes()).check();
    root.checkWords(words.of("pop3"));
    if (root.is("pop3_delete_type", "flag") && root.text("pop3_deleted_flag").isEmpty()) {
      root.refuse("pop3_delete_type", "pop3_delete_type=flag, but pop3_deleted_flag not set");
    }
    root.checkWords(words.of("pop3c"));
    StatsCheck.check(root);
    root.checkWords(words.of("submission"));
  }

  private void warnOfTls(Layer layer) {
    Optional<Written> own = Optional.ofNullable(layer.root().values().get("ssl"));
    String global =
        Optional.ofNullable(settings.layers().get(0).root().values().get("ssl"))
            .map(Written::text)
            .orElse("");
    boolean ignored =
        !warnedOfTls && global.equals("no") && own.filter(w -> !w.text().equals("no")).isPresent();
    if (ignored) {
      warnedOfTls = true;
      notes.warn(
          own.get().origin().span(),
          "SSL is disabled because global ssl=no, ignoring ssl=%s for subsection"
              .formatted(own.get().text()));
    }
  }

  private void checkTls(CheckedSection root) {
    if (root.is("ssl", "no")) {
      return;
    }
    if (root.is("ssl_verify_client_cert", "yes") && root.text("ssl_ca").isEmpty()) {
      root.refuse("ssl_verify_client_cert", "ssl_verify_client_cert set, but ssl_ca not");
    }
    for (String option : root.text("ssl_options").split("[, ]+", -1)) {
      if (!option.isEmpty()
          && !settings.dialect().tlsOptions().contains(option.toLowerCase(Locale.ROOT))) {
        root.refuse("ssl_options", "ssl_options: unknown flag: '" + option + "'");
      }
    }
  }

  private void checkAuth(CheckedSection root) {
    if (root.is("auth_worker_max_count", "0")) {
      root.refuse("auth_worker_max_count", "auth_worker_max_count must be above zero");
    }
    BigInteger cache = root.number("auth_cache_size");
    if (cache.signum() > 0 && cache.compareTo(KIBIBYTE) < 0) {
      root.refuse(
          "auth_cache_size", "auth_cache_size value is too small (%d bytes)".formatted(cache));
    }
    checkVerbosePasswords(root);
    if (!root.text("auth_policy_server_url").isEmpty()) {
      checkPolicy(root);
    }
    for (String list : List.of("passdb", "userdb")) {
      for (CheckedSection database : root.sections(list)) {
        if (database.text("driver").isEmpty()) {
          database.refuse("name", list + " is missing driver");
        }
        if (list.equals("passdb")
            && database.is("pass", "yes")
            && !database.is("result_success", "return-ok")) {
          database.refuse(
              "pass", "Obsolete pass=yes setting mixed with non-default result_success");
        }
      }
    }
  }

  private void checkPolicy(CheckedSection root) {
    String method = "auth_policy_hash_mech";
    if (root.text("auth_policy_hash_nonce").isEmpty()) {
      root.refuse(
          "auth_policy_server_url",
          "auth_policy_hash_nonce must be set when policy server is used");
    } else if (root.known(method)) {
      PolicyHash.refusal(
              settings.dialect(), root.text(method), root.number("auth_policy_hash_truncate"))
          .ifPresent(why -> root.refuse(method, why));
    }
  }

  private static void checkVerbosePasswords(CheckedSection root) {
    String value = root.text("auth_verbose_passwords");
    // The number is checked as it is written, the word as it is expanded.
    if (root.known("auth_verbose_passwords") || value.indexOf(':') >= 0) {
      LoggedPasswords.refusal(value).ifPresent(why -> root.refuse("auth_verbose_passwords", why));
    }
  }

  private void checkDoveadm(CheckedSection root) {
    for (String key : List.of("dsync_hashed_headers", "dsync_alt_char")) {
      if (root.isWritten(key) && root.text(key).isEmpty()) {
        root.refuse(key, key + " must not be empty");
      }
    }
    root.checkWords(words.of("doveadm"));
  }

  private static boolean secondsBelow(CheckedSection root, String key, BigInteger least) {
    String text = root.text(key);
    boolean seconds = text.equals("0") || text.endsWith(" secs");
    return root.isWritten(key) && seconds && root.number(key).compareTo(least) < 0;
  }
}
