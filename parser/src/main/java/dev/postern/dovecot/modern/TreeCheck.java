package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.AllowedWords;
import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.syntax.Written;
import dev.postern.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Dovecot 2.4 checks once everything is read, with its messages: each section by itself, over
 * the defaults of that section only (config_all_parsers_check() and the check functions, Dovecot
 * 2.4.4). It names no line; the statement at fault is named here.
 */
final class TreeCheck {
  private static final Set<String> SSL_OPTIONS = Set.of("compression", "no_ticket");
  private static final Set<String> LIMITS =
      Set.of("process_limit", "client_limit", "restart_request_count", "idle_kill_interval");

  private final TreeLookup lookup;
  private final TreeNode root;
  private final FileNotes notes;
  private final Span start;

  TreeCheck(TreeLookup lookup, TreeNode root, FileNotes notes, Span start) {
    this.lookup = lookup;
    this.root = root;
    this.notes = notes;
    this.start = start;
  }

  void check() {
    checkLoops();
    Deque<TreeNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      TreeNode node = open.poll();
      if (!node.isInGroup()) {
        checkTls(node);
        checkClientCertificates(node);
        checkAuthentication(node);
        checkWords(node);
        if (node.key().type().equals("service") && node.keys().size() == 1) {
          checkService(node);
        } else if (node.key().type().equals("service") && isForConnections(node)) {
          // It checks the service's own settings, over no others.
          notes.refuse(start, "listen can't be set empty");
        }
        open.addAll(node.children());
      }
    }
    checkMaster();
    if (isEmpty(root, "dovecot_storage_version")) {
      notes.refuse(start, "dovecot_storage_version setting must be set");
    }
  }

  private void checkLoops() {
    Deque<TreeNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      TreeNode node = open.poll();
      node.values()
          .forEach(
              (key, written) -> {
                if (!written.value().isKnown() && TreeVariables.isLate(key, written.text())) {
                  new TreeVariables(lookup)
                      .expand(node.keys(), key, written.text(), written.origin())
                      .refusal()
                      .filter(why -> why.startsWith("Chained"))
                      .ifPresent(why -> notes.refusedAtStart(written.origin().span(), why));
                }
              });
      open.addAll(node.children());
    }
  }

  private void checkTls(TreeNode node) {
    if (text(node, "ssl").equals("required")
        && text(node, "auth_allow_cleartext").equalsIgnoreCase("yes")) {
      refuse(
          node, "auth_allow_cleartext", "auth_allow_cleartext=yes has no effect with ssl=required");
    }
    if (isWritten(node, "ssl_min_protocol") && isEmpty(node, "ssl_min_protocol")) {
      refuse(node, "ssl_min_protocol", "ssl_min_protocol cannot be empty");
    }
    for (String option : text(node, "ssl_options").split("[, ]+", -1)) {
      if (!option.isEmpty() && !SSL_OPTIONS.contains(option.toLowerCase(Locale.ROOT))) {
        refuse(node, "ssl_options", "ssl_options: unknown flag: '" + option + "'");
      }
    }
  }

  private void checkClientCertificates(TreeNode node) {
    if (!text(node, "ssl").equals("no")
        && text(node, "ssl_server_request_client_cert").equals("yes")
        && isEmpty(node, "ssl_server_ca_file")) {
      refuse(
          node,
          "ssl_server_request_client_cert",
          "ssl_server_request_client_cert=yes, but ssl_server_ca_file not provided");
    }
  }

  private void checkAuthentication(TreeNode node) {
    String passwords = text(node, "auth_verbose_passwords");
    int colon = passwords.indexOf(':');
    if (colon >= 0 && !passwords.substring(colon + 1).matches("0*[1-9][0-9]{0,8}")) {
      refuse(
          node,
          "auth_verbose_passwords",
          "auth_verbose_passwords: Invalid truncation number: '%s'"
              .formatted(passwords.substring(colon + 1)));
    } else if (!Set.of("no", "plain", "sha1", "yes")
        .contains(colon < 0 ? passwords : passwords.substring(0, colon))) {
      refuse(node, "auth_verbose_passwords", "auth_verbose_passwords: Invalid value");
    }
    boolean policy =
        isWritten(node, "auth_policy_server_url") || isWritten(node, "auth_policy_hash_nonce");
    if (policy
        && !isEmpty(node, "auth_policy_server_url")
        && isEmpty(node, "auth_policy_hash_nonce")) {
      refuse(
          node,
          "auth_policy_server_url",
          "auth_policy_hash_nonce must be set when policy server is used");
    }
  }

  private static boolean isForConnections(TreeNode node) {
    return node.keys().stream().anyMatch(key -> !key.isSection());
  }

  private void checkWords(TreeNode node) {
    for (Map.Entry<String, TreeList> list : node.lists().entrySet()) {
      String setting = list.getKey();
      if (setting.endsWith("_workarounds") || setting.endsWith("_features")) {
        checkWords(setting, list.getValue(), new AllowedWords());
      }
    }
  }

  /** Those that are switched off are not looked at. */
  private void checkWords(String setting, TreeList list, AllowedWords words) {
    for (Map.Entry<String, Written> entry : list.byWord().entrySet()) {
      Written written = entry.getValue();
      if (written.value().toOptional().filter(TreeCheck::isYes).isPresent()) {
        words
            .refusal(setting, entry.getKey())
            .ifPresent(why -> notes.refuse(written.origin().span(), why));
      }
    }
  }

  private static boolean isYes(String value) {
    return value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("y");
  }

  /** The server does, of the services that it starts; doveconf does not. */
  private void checkService(TreeNode node) {
    if (!isStarted(text(node, "service_protocol"))) {
      return;
    }
    for (String limit : LIMITS.stream().sorted().toList()) {
      String value = text(node, "service_" + limit);
      Optional<Written> written = lookup.writtenAt(node.keys(), "service_" + limit);
      if (written.isPresent() && value.matches("0+( *[a-z]+)?")) {
        boolean hint = limit.startsWith("restart") || limit.startsWith("idle");
        notes.refusedAtStart(
            written.get().origin().span(),
            "service(%s): %s must be higher than 0%s"
                .formatted(node.key().name(), limit, hint ? " (did you mean \"unlimited\"?)" : ""));
      }
    }
  }

  private boolean isStarted(String protocol) {
    TreeList protocols = root.lists().get("protocols");
    Written enabled = protocols == null ? null : protocols.byWord().get(protocol);
    return protocol.isEmpty()
        || (enabled != null && enabled.value().toOptional().filter(TreeCheck::isYes).isPresent());
  }

  private void checkMaster() {
    TreeList listen = root.lists().get("listen");
    if (listen != null && listen.entries().isEmpty()) {
      notes.refusedAtStart(start, "listen can't be set empty");
    }
    TreeList protocols = root.lists().get("protocols");
    if (protocols == null) {
      return;
    }
    List<String> offered = new ArrayList<>(List.of("none"));
    for (String service : lookup.names(Scope.GLOBAL, "service")) {
      Optional<TreeNode> node = root.child(TreeKey.of("service", service));
      offered.add(
          node.map(n -> text(n, "service_protocol"))
              .orElseGet(
                  () ->
                      lookup
                          .presets()
                          .value(List.of(TreeKey.of("service", service)), "service_protocol")
                          .orElse("")));
    }
    for (Map.Entry<String, Written> entry : protocols.byWord().entrySet()) {
      boolean enabled =
          entry.getValue().value().toOptional().filter(v -> !v.equalsIgnoreCase("no")).isPresent();
      if (enabled && !offered.contains(entry.getKey())) {
        notes.refusedAtStart(
            entry.getValue().origin().span(), "protocols: Unknown protocol: " + entry.getKey());
      }
    }
  }

  private static boolean isWritten(TreeNode node, String setting) {
    return node.values().containsKey(setting);
  }

  /** Whether there is nothing for sure: what is hidden or filled in later is something. */
  private boolean isEmpty(TreeNode node, String setting) {
    boolean unknown =
        lookup.writtenAt(node.keys(), setting).filter(w -> !w.value().isKnown()).isPresent();
    return !unknown && text(node, setting).isEmpty();
  }

  /** As written here or by default here; what the sections around it say does not count. */
  private String text(TreeNode node, String setting) {
    return lookup
        .writtenAt(node.keys(), setting)
        .map(written -> written.value().toOptional().orElse(""))
        .or(() -> lookup.presets().value(node.keys(), setting))
        .orElseGet(() -> lookup.table().find(setting).map(TreeSetting::fallback).orElse(""));
  }

  private void refuse(TreeNode node, String setting, String message) {
    Span place = lookup.writtenAt(node.keys(), setting).map(w -> w.origin().span()).orElse(start);
    notes.refuse(place, message);
  }
}
