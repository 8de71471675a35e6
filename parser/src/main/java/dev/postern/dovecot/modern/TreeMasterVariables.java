package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.FileNotes;
import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SectionNames;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Run-time variables in what the server of Dovecot 2.4 itself takes when it starts: its own
 * settings, and those of every service and listener, started or not (master_settings_defines and
 * master_settings_get_services(), Dovecot 2.4.4). It expands them and knows of no user.
 */
final class TreeMasterVariables {
  private static final Set<String> SERVERS_OWN =
      Set.of(
          "base_dir",
          "state_dir",
          "libexec_dir",
          "instance_name",
          "ssl",
          "default_internal_user",
          "default_internal_group",
          "default_login_user",
          "default_process_limit",
          "default_client_limit",
          "default_idle_kill_interval",
          "default_vsz_limit",
          "version_ignore",
          "first_valid_uid",
          "last_valid_uid",
          "first_valid_gid",
          "last_valid_gid");

  private static final List<String> LISTENERS =
      List.of("unix_listener", "fifo_listener", "inet_listener");

  private final TreeSettings settings;
  private final TreeLookup lookup;
  private final MasterNodes nodes;
  private final FileNotes notes;
  private final Scope scope;
  private final Span start;

  TreeMasterVariables(
      TreeSettings settings,
      TreeLookup lookup,
      MasterNodes nodes,
      FileNotes notes,
      Scope scope,
      Span start) {
    this.settings = settings;
    this.lookup = lookup;
    this.nodes = nodes;
    this.notes = notes;
    this.scope = scope;
    this.start = start;
  }

  void check() {
    boolean any = false;
    for (TreeNode node : nodes.all()) {
      any |= isThereAny(node);
    }
    if (!any) {
      return;
    }
    for (String service : lookup.names(scope, "service")) {
      String path = "service/" + SectionNames.escape(service) + "/";
      checkSection("service", path);
      for (String kind : LISTENERS) {
        for (String name : lookup.names(scope, path + kind)) {
          String at = path + kind + "/" + SectionNames.escape(name) + "/";
          checkSection(kind, at);
          if (kind.equals("inet_listener")) {
            nodes.listener(service, kind, name).ifPresent(listener -> checkOwn(at, listener));
          }
        }
      }
    }
    for (String setting : SERVERS_OWN) {
      if (nodes.written(setting).isPresent()) {
        check("", setting);
      }
    }
  }

  /** The server's own settings, which it takes for each address that it listens on too. */
  private void checkOwn(String path, TreeNode listener) {
    for (String setting : listener.values().keySet()) {
      if (SERVERS_OWN.contains(setting)) {
        check(path, setting);
      }
    }
  }

  /** Whether what the server takes has variables, its own or those of another setting. */
  private static boolean isThereAny(TreeNode node) {
    for (Map.Entry<String, Written> entry : node.values().entrySet()) {
      String text = entry.getValue().text();
      if (isTaken(entry.getKey()) && (text.contains("%{") || text.contains(TreeVariables.SET))) {
        return true;
      }
    }
    for (TreeNode child : node.children()) {
      String type = child.key().type();
      if ((type.equals("service") || LISTENERS.contains(type)) && isThereAny(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTaken(String setting) {
    return SERVERS_OWN.contains(setting)
        || setting.startsWith("service_")
        || setting.startsWith("unix_listener_")
        || setting.startsWith("fifo_listener_")
        || setting.startsWith("inet_listener_");
  }

  private void checkSection(String type, String path) {
    for (TreeSetting setting : lookup.table().all()) {
      boolean own = setting.key().startsWith(type + "_");
      if (own && !setting.isList() && !setting.isFilter() && setting.type() != SettingType.TEXT) {
        check(path, setting.key());
      }
    }
  }

  private void check(String path, String setting) {
    Fact<String> value = settings.value(scope, path + setting);
    value
        .toOptional()
        .flatMap(RuntimeVariables::refusal)
        .ifPresent(why -> notes.refusedAtStart(place(value), failure(setting, why)));
  }

  /** What Dovecot says of a variable that it cannot expand. */
  static String failure(String setting, String why) {
    return "Failed to expand %s setting variables: %s".formatted(setting, why);
  }

  /** The statement that decides, maybe that of a setting which another one names. */
  private Span place(Fact<String> value) {
    for (Origin origin : value.origins()) {
      if (origin instanceof Origin.Setting written) {
        return written.span();
      }
    }
    return start;
  }
}
