package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.SettingType;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Run-time variables in what a process of Dovecot 2.4 takes when it starts, before it knows of any
 * user or connection: it ends there, and the server starts it again later (auth_settings_get() and
 * login_init() of Dovecot 2.4.4, seen of the running server).
 */
record StartVariables(TreeLookup lookup, TreeNode root) {

  /** Why a login process does not start, as a statement about TLS has it. */
  Optional<Origin.Setting> ofLogin(Scope scope) {
    Scope start = scope.protocol().map(Scope::of).orElse(Scope.GLOBAL);
    return first(
        setting ->
            setting.key().startsWith("ssl_")
                && lookup
                    .asked(setting.key())
                    .flatMap(asked -> lookup.written(start, asked))
                    .flatMap(StartVariables::failure)
                    .isPresent());
  }

  /** Why auth does not start; it takes what is said of every protocol. */
  Optional<Origin.Setting> ofAuth() {
    return first(TreeSetting::auth);
  }

  private Optional<Origin.Setting> first(Predicate<TreeSetting> taken) {
    List<TreeNode> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      TreeNode node = open.remove(open.size() - 1);
      for (TreeNode child : node.children()) {
        boolean unnamed = child.key().isSection() && !child.key().named();
        if (unnamed || child.key().filter().protocol().isPresent()) {
          open.add(child);
        }
      }
      for (Map.Entry<String, Written> entry : node.values().entrySet()) {
        Optional<TreeSetting> setting = lookup.table().find(entry.getKey());
        if (setting.filter(s -> s.type() != SettingType.TEXT).filter(taken).isPresent()) {
          Optional<String> why = failure(entry.getValue());
          if (why.isPresent()) {
            return Optional.of(
                new Origin.Setting(
                    entry.getValue().origin().span(),
                    TreeMasterVariables.failure(entry.getKey(), why.get())));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> failure(Written written) {
    return RuntimeVariables.refusal(written.value().toOptional().orElse(written.text()));
  }
}
