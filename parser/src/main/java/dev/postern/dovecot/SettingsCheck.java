package dev.postern.dovecot;

import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Dovecot checks once everything is read, with its messages (the check functions in Dovecot
 * 2.3.19.1 src/config/all-settings.c). It names no line; the statement at fault is named here.
 */
final class SettingsCheck {
  private static final Set<String> SPECIAL_USES =
      Set.of(
          "\\all",
          "\\archive",
          "\\drafts",
          "\\flagged",
          "\\important",
          "\\junk",
          "\\sent",
          "\\trash");
  private static final Set<String> SERVICE_TYPES =
      Set.of("", "log", "config", "anvil", "login", "startup", "worker");
  private static final Set<String> SSL_OPTIONS =
      Set.of("compression", "no_compression", "no_ticket");

  private final DovecotSettings settings;
  private final FileNotes notes;

  SettingsCheck(DovecotSettings settings, FileNotes notes) {
    this.settings = settings;
    this.notes = notes;
  }

  void check() {
    for (Layer layer : settings.layers()) {
      Merge merge = Merge.of(settings.layers(), layer.filter());
      if (merge.conflict().isPresent()) {
        notes.problem(Kind.REFUSED, layer.place(), merge.conflict().get());
      } else {
        checkTls(merge.root());
        if (layer.filter().equals(Filter.NONE)) {
          checkAuth(merge.root());
          checkMailboxes(merge.root());
          checkServices(merge.root());
        }
      }
    }
  }

  private void checkTls(SectionView root) {
    if (text(root, "ssl").equals("no")) {
      return;
    }
    if (text(root, "ssl_verify_client_cert").equals("yes") && text(root, "ssl_ca").isEmpty()) {
      refuse(root, "ssl_verify_client_cert", "ssl_verify_client_cert set, but ssl_ca not");
    }
    for (String option : text(root, "ssl_options").split("[, ]+", -1)) {
      if (!option.isEmpty() && !SSL_OPTIONS.contains(option.toLowerCase(java.util.Locale.ROOT))) {
        refuse(root, "ssl_options", "ssl_options: unknown flag: '" + option + "'");
      }
    }
  }

  private void checkAuth(SectionView root) {
    if (text(root, "auth_worker_max_count").equals("0")) {
      refuse(root, "auth_worker_max_count", "auth_worker_max_count must be above zero");
    }
    String passwords = text(root, "auth_verbose_passwords");
    int colon = passwords.indexOf(':');
    String word = colon < 0 ? passwords : passwords.substring(0, colon);
    if (colon >= 0 && !passwords.substring(colon + 1).matches("0*[1-9][0-9]{0,8}")) {
      refuse(
          root,
          "auth_verbose_passwords",
          "auth_verbose_passwords: Invalid truncation number: '%s'"
              .formatted(passwords.substring(colon + 1)));
    } else if (!Set.of("no", "plain", "sha1", "yes").contains(word)
        && known(root, "auth_verbose_passwords")) {
      refuse(root, "auth_verbose_passwords", "auth_verbose_passwords: Invalid value");
    }
    if (!text(root, "auth_policy_server_url").isEmpty()
        && text(root, "auth_policy_hash_nonce").isEmpty()) {
      refuse(
          root,
          "auth_policy_server_url",
          "auth_policy_hash_nonce must be set when policy server is used");
    }
    for (String list : List.of("passdb", "userdb")) {
      for (String id : root.ids(list)) {
        SectionView database = root.child(list, id).orElseThrow();
        if (text(database, "driver").isEmpty()) {
          refuse(database, "name", list + " is missing driver");
        }
      }
    }
  }

  private void checkMailboxes(SectionView root) {
    for (String id : root.ids("namespace")) {
      SectionView namespace = root.child("namespace", id).orElseThrow();
      if (text(namespace, "separator").length() > 1) {
        refuse(
            namespace,
            "separator",
            "Namespace '%s': Hierarchy separator must be only one character long"
                .formatted(text(namespace, "prefix")));
      }
      for (String name : namespace.ids("mailbox")) {
        SectionView mailbox = namespace.child("mailbox", name).orElseThrow();
        for (String use : text(mailbox, "special_use").split(" +", -1)) {
          if (!use.isEmpty() && !SPECIAL_USES.contains(use.toLowerCase(java.util.Locale.ROOT))) {
            refuse(
                mailbox,
                "special_use",
                "mailbox %s: unknown special_use: %s".formatted(text(mailbox, "name"), use));
          }
        }
      }
    }
  }

  private void checkServices(SectionView root) {
    if (text(root, "listen").isEmpty()) {
      refuse(root, "listen", "listen can't be set empty");
    }
    Set<String> offered = new HashSet<>();
    List<String> enabled = new ArrayList<>(List.of(text(root, "protocols").split("[ \t,]+", -1)));
    for (String id : root.ids("service")) {
      offered.add(text(root.child("service", id).orElseThrow(), "protocol"));
    }
    for (String protocol : enabled) {
      if (known(root, "protocols")
          && !protocol.isEmpty()
          && !protocol.equals("none")
          && !offered.contains(protocol)) {
        refuse(root, "protocols", "protocols: Unknown protocol: " + protocol);
      }
    }
    Set<String> listeners = new HashSet<>();
    for (String id : root.ids("service")) {
      SectionView service = root.child("service", id).orElseThrow();
      String protocol = text(service, "protocol");
      if (protocol.isEmpty() || enabled.contains(protocol)) {
        checkService(service, id, listeners);
      }
    }
  }

  private void checkService(SectionView service, String name, Set<String> listeners) {
    if (!SERVICE_TYPES.contains(text(service, "type"))) {
      refuse(service, "type", "Unknown service type: " + text(service, "type"));
    }
    if (text(service, "vsz_limit").matches("\\d+( B| k)?|0") && smallerThanMebibyte(service)) {
      refuse(service, "vsz_limit", "service(" + name + "): vsz_limit is too low");
    }
    for (String id : service.ids("inet_listener")) {
      SectionView listener = service.child("inet_listener", id).orElseThrow();
      String port = text(listener, "port");
      String place = port + ":" + text(listener, "address");
      if (!port.equals("0") && !listeners.add(place)) {
        refuse(listener, "port", "duplicate listener: " + place);
      }
    }
  }

  private boolean smallerThanMebibyte(SectionView service) {
    String[] words = text(service, "vsz_limit").split(" ", -1);
    java.math.BigInteger number = new java.math.BigInteger(words[0]);
    boolean kibi = words.length > 1 && words[1].equals("k");
    java.math.BigInteger bytes = kibi ? number.shiftLeft(10) : number;
    return bytes.signum() > 0 && bytes.bitLength() <= 20;
  }

  /** As written or by default; empty when there is no such setting. */
  private String text(SectionView section, String key) {
    return section
        .find(settings.defaults().table(), key)
        .flatMap(
            found ->
                found
                    .written()
                    .map(w -> w.value().toOptional().orElse(w.text()))
                    .or(() -> found.definition().flatMap(d -> section.base().fallback(d))))
        .orElse("");
  }

  private static boolean known(SectionView section, String key) {
    return section.written(key).map(w -> w.value().isKnown()).orElse(true);
  }

  private void refuse(SectionView section, String key, String message) {
    Optional<Span> place = section.written(key).map(w -> w.origin().span());
    notes.refuse(place.orElse(settings.layers().get(0).place()), message);
  }
}
