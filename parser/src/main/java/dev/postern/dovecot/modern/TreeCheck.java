package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Dialect;
import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.LoggedPasswords;
import dev.postern.dovecot.settings.PolicyHash;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.DovecotParser;
import dev.postern.dovecot.syntax.EventFilter;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Origin;
import dev.postern.source.Problem.Kind;
import dev.postern.source.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What Dovecot 2.4 checks once everything is read, with its messages: each section by itself, over
 * the defaults of that section only (config_all_parsers_check() and the check functions, Dovecot
 * 2.4.4). It names no line; the statement at fault is named here.
 */
final class TreeCheck {
  private static final Set<String> SSL_OPTIONS = Set.of("compression", "no_ticket");

  private static final Set<String> FORMATS = Set.of("none", "json", "tab-text");

  /** Those that ask a server about a token. */
  private static final Set<String> ASKING = Set.of("auth", "get", "post");

  /**
   * Those of a database for accounts that the server takes, in the order in which it checks them
   * (auth_passdb_setting_defines); its driver takes the others.
   */
  private static final List<String> OF_ACCOUNTS =
      List.of(
          "driver",
          "fields_import_all",
          "username_filter",
          "default_password_scheme",
          "skip",
          "result_success",
          "result_failure",
          "result_internalfail",
          "deny",
          "master",
          "use_cache",
          "use_worker");

  /** The sections whose settings are asked for by the names that are listed, in Dovecot's order. */
  private static final List<String> ASKED_BY_NAME =
      List.of("language", "metric", "passdb", "userdb", "mailbox");

  /** Of a service that is not at the top: it checks the service's own settings, over no others. */
  private static final String NO_LISTEN = "listen can't be set empty";

  private static final String NOT_FOUND =
      "Failed to get %s %s: Filter %s=%s unexpectedly not found (invalid userdb or -o override settings?)";

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

  /**
   * Checks all sections, in the order in which Dovecot names what is wrong.
   *
   * @param unclosed the section that is still open at the end of the files
   */
  void check(Optional<Span> unclosed) {
    checkLoops();
    unclosed.ifPresent(
        opened ->
            notes.problem(
                Kind.SYNTAX,
                opened,
                "Missing '}' (section started at /%s:%d)".formatted(opened.file(), opened.line())));
    TreeValueCheck values = new TreeValueCheck();
    new TreeSieveCheck(new CheckedNode(lookup, root, notes, start)).checkStart(values);
    for (TreeNode node : nodes()) {
      check(new CheckedNode(lookup, node, notes, start), values);
    }
    if (new CheckedNode(lookup, root, notes, start).isEmpty("dovecot_storage_version")) {
      notes.refuse(start, "dovecot_storage_version setting must be set");
    }
  }

  /** Those of no group, in the order of config_parser_filter_cmp(). */
  private List<TreeNode> nodes() {
    List<TreeNode> nodes = new ArrayList<>();
    Deque<TreeNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      TreeNode node = open.poll();
      if (!node.isInGroup()) {
        nodes.add(node);
        open.addAll(node.children());
      }
    }
    nodes.sort(
        Comparator.comparingInt((TreeNode node) -> node.count(TreeKey::named))
            .thenComparingInt(node -> node.count(key -> key.isSection() && !key.named()))
            .thenComparingInt(TreeNode::order));
    return nodes;
  }

  private void check(CheckedNode section, TreeValueCheck values) {
    TreeNode node = section.node();
    checkTls(section);
    checkClientCertificates(section);
    checkAuthentication(section);
    checkTokens(section);
    new TreeSieveCheck(section).check();
    checkDecoder(section);
    values.check(section);
    checkBackoff(section);
    new TreeMailCheck(section).check();
    checkEvents(section);
    checkLanguages(node);
    checkNames(node);
    if (node.key().named() && node.key().type().endsWith("db")) {
      checkVariables(section);
    }
    if (node.key().type().equals("service") && isForConnections(node)) {
      notes.refuse(start, NO_LISTEN);
    }
    for (TreeNode.GroupPick pick : node.uses()) {
      if (node.parent().isPresent() && hasService(pick.group())) {
        notes.refuse(start, NO_LISTEN);
      }
    }
  }

  private void checkLoops() {
    Deque<TreeNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      TreeNode node = open.poll();
      node.values()
          .forEach(
              (key, written) -> {
                if (TreeVariables.isLate(written)) {
                  new TreeVariables(lookup)
                      .expand(node.keys(), key, written.text(), written.origin())
                      .refusal()
                      .filter(why -> why.startsWith("Chained"))
                      .ifPresent(why -> loops(key, written, why));
                }
              });
      node.lists().values().forEach(list -> checkWords(node, list));
      open.addAll(node.children());
    }
  }

  /** What names itself by its full name alone, doveconf -n finds as well. */
  private void loops(String key, Written written, String why) {
    if (DovecotParser.words(written.text()).contains(TreeVariables.SET + key)) {
      notes.refuse(written.origin().span(), why);
    } else {
      notes.refusedAtStart(written.origin().span(), why);
    }
  }

  /** Words that stand for what another setting holds. */
  private void checkWords(TreeNode node, TreeList list) {
    for (TreeList.Entry entry : list.entries()) {
      Origin.Setting origin = entry.written().origin();
      new TreeVariables(lookup)
          .word(node.keys(), entry.word(), origin)
          .refusal()
          .ifPresent(why -> notes.refusedAtStart(origin.span(), why));
    }
  }

  private static void checkTls(CheckedNode section) {
    if (section.text("ssl").equals("required") && section.isYes("auth_allow_cleartext")) {
      String why = "auth_allow_cleartext=yes has no effect with ssl=required";
      if (section.isLate("ssl")) {
        section.refuseAtStart("auth_allow_cleartext", why);
      } else {
        section.refuse("auth_allow_cleartext", why);
      }
    }
    if (section.isWritten("ssl_min_protocol") && section.isEmpty("ssl_min_protocol")) {
      section.refuse("ssl_min_protocol", "ssl_min_protocol cannot be empty");
    }
    for (String option : section.text("ssl_options").split("[, ]+", -1)) {
      if (!option.isEmpty() && !SSL_OPTIONS.contains(option.toLowerCase(Locale.ROOT))) {
        section.refuse("ssl_options", "ssl_options: unknown flag: '" + option + "'");
      }
    }
  }

  private static void checkClientCertificates(CheckedNode section) {
    if (!section.text("ssl").equals("no")
        && section.text("ssl_server_request_client_cert").equals("yes")
        && section.isEmpty("ssl_server_ca_file")) {
      section.refuse(
          "ssl_server_request_client_cert",
          "ssl_server_request_client_cert=yes, but ssl_server_ca_file not provided");
    }
  }

  private static void checkAuthentication(CheckedNode section) {
    LoggedPasswords.refusal(section.text("auth_verbose_passwords"))
        .ifPresent(why -> section.refuse("auth_verbose_passwords", why));
    boolean policy =
        section.isWritten("auth_policy_server_url") || section.isWritten("auth_policy_hash_nonce");
    if (policy && !section.isEmpty("auth_policy_server_url")) {
      checkPolicy(section);
    }
  }

  private static void checkPolicy(CheckedNode section) {
    if (section.isEmpty("auth_policy_hash_nonce")) {
      section.refuse(
          "auth_policy_server_url",
          "auth_policy_hash_nonce must be set when policy server is used");
      return;
    }
    String method = "auth_policy_hash_mech";
    PolicyHash.refusal(
            Dialect.MODERN,
            section.text(method),
            CheckedNode.number(section.text("auth_policy_hash_truncate")))
        .ifPresent(why -> section.refuse(method, why));
  }

  /**
   * Whoever logs in is not known yet where the server takes a database for accounts, which stops at
   * the first mistake.
   */
  private void checkVariables(CheckedNode section) {
    TreeNode node = section.node();
    for (String word : OF_ACCOUNTS) {
      String key = node.key().type() + "_" + word;
      Optional<String> why =
          lookup
              .table()
              .find(key)
              .flatMap(
                  setting -> new TreeVariables(lookup).around(node.keys(), setting).toOptional())
              .flatMap(RuntimeVariables::refusal);
      if (why.isPresent()) {
        section.refuse(key, TreeMasterVariables.failure(key, why.get()));
        return;
      }
    }
  }

  /** Metrics and exporters with a name; it stands in a section or, for all of them, outside. */
  private static void checkEvents(CheckedNode section) {
    if (!section.isEmpty("event_exporter_name") && section.isWritten("event_exporter_name")) {
      String format = section.text("event_exporter_format");
      if (section.isEmpty("event_exporter_format")) {
        section.refuse("event_exporter_name", "Exporter format name can't be empty");
      } else if (!format.contains("%{") && !FORMATS.contains(format)) {
        section.refuse("event_exporter_format", "Unknown exporter format '" + format + "'");
      }
    }
    if (!section.isEmpty("metric_name") && section.isWritten("metric_name")) {
      String filter = section.text("metric_filter");
      if (section.isEmpty("metric_filter")) {
        section.refuse(
            "metric_name",
            "metric %s { filter } is empty - will not match anything"
                .formatted(section.text("metric_name")));
      } else if (!filter.contains("%{") && !EventFilter.isValid(filter, EventFilter.WORDS_2_4)) {
        section.refuse("metric_filter", "event filter: syntax error");
      }
    }
  }

  private static void checkTokens(CheckedNode section) {
    if (section.isWritten("oauth2_introspection_mode")
        && ASKING.contains(section.text("oauth2_introspection_mode"))
        && section.isEmpty("oauth2_tokeninfo_url")
        && section.isEmpty("oauth2_introspection_url")) {
      section.refuse(
          "oauth2_introspection_mode",
          "Need at least one of oauth2_tokeninfo_url or oauth2_introspection_url");
    }
  }

  private static void checkDecoder(CheckedNode section) {
    String port = "execute_tcp_port";
    if (section.isWritten("execute_driver")
        && section.text("execute_driver").equals("tcp")
        && CheckedNode.number(section.text(port)).signum() == 0
        && !section.text(port).contains("%{")) {
      section.refuse("execute_driver", port + " must not be 0 with execute_driver=tcp");
    }
    if (section.isWritten("fts_decoder_driver")
        && section.text("fts_decoder_driver").equals("script")
        && section.isEmpty("fts_decoder_script_socket_path")) {
      section.refuse(
          "fts_decoder_driver",
          "decoder_script_socket_path is required when fts_decoder_driver = script");
    }
  }

  private static void checkBackoff(CheckedNode section) {
    String first = "http_client_connect_backoff_time";
    String most = "http_client_connect_backoff_max_time";
    if (section.isWritten(first) || section.isWritten(most)) {
      long start = CheckedNode.milliseconds(SettingType.MILLISECONDS, section.text(first));
      long end = CheckedNode.milliseconds(SettingType.MILLISECONDS, section.text(most));
      if (end < start) {
        section.refuse(
            section.isWritten(most) ? most : first,
            "%s_msecs (%d) must not be smaller than %s_msecs (%d)"
                .formatted(first, end, most, start));
      }
    }
  }

  /** For full-text search: who names any has to say which counts where none is recognised. */
  private void checkLanguages(TreeNode around) {
    List<TreeNode> languages =
        around.children().stream().filter(node -> node.key().type().equals("language")).toList();
    boolean chosen =
        languages.stream()
            .map(node -> new CheckedNode(lookup, node, notes, start))
            .anyMatch(section -> section.isYes("language_default"));
    if (!languages.isEmpty() && !chosen) {
      new CheckedNode(lookup, languages.get(0), notes, start)
          .refuse("language_name", "No language with { default = yes } found");
    }
  }

  /** Names that a group has lent may outlive it: another one of its label took its place. */
  private void checkNames(TreeNode node) {
    for (String type : ASKED_BY_NAME) {
      if (node.lent().contains(type)) {
        for (String name : node.names(type)) {
          if (!lookup.isThere(node.filter(), TreeKey.of(type, name))) {
            notes.refuse(start, NOT_FOUND.formatted(type, name, type, name));
          }
        }
      }
    }
  }

  private static boolean hasService(TreeNode group) {
    return group.children().stream().anyMatch(child -> child.key().type().equals("service"));
  }

  private static boolean isForConnections(TreeNode node) {
    return node.keys().stream().anyMatch(key -> !key.isSection());
  }
}
