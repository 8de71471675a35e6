package dev.postern.dovecot.modern;

import dev.postern.dovecot.settings.Scope;
import dev.postern.dovecot.settings.View;
import dev.postern.dovecot.syntax.Written;
import dev.postern.fact.Origin;
import dev.postern.source.Span;
import java.util.Optional;
import java.util.Set;

/** What one connection sees of the settings of Dovecot 2.4, where filters never conflict. */
record TreeView(TreeLookup lookup, TreeNode root, Scope scope, Span start) implements View {
  private static final Set<String> LOGINS = Set.of("imap", "pop3", "sieve", "submission");

  @Override
  public Optional<String> conflict() {
    return Optional.empty();
  }

  /** A check or a variable fails once the settings of one connection are put together. */
  @Override
  public Optional<String> failure() {
    return cause().map(Origin.Setting::text);
  }

  @Override
  public Span place() {
    return cause().map(Origin.Setting::span).orElse(start);
  }

  private Optional<Origin.Setting> cause() {
    boolean required = logsIn() && text("ssl").equals("required");
    if (required && text("auth_allow_cleartext").equalsIgnoreCase("yes")) {
      return Optional.of(
          because(
              "auth_allow_cleartext", "auth_allow_cleartext=yes has no effect with ssl=required"));
    }
    return new StartVariables(lookup, root)
        .ofLogin(scope)
        .or(
            () ->
                RuntimeVariables.refusalByLogin(text("login_greeting"))
                    .map(why -> TreeMasterVariables.failure("login_greeting", why))
                    .map(why -> because("login_greeting", why)));
  }

  /** Other programs do not look at the settings of logins. */
  private boolean logsIn() {
    return scope.protocol().filter(LOGINS::contains).isPresent();
  }

  private Origin.Setting because(String setting, String why) {
    return new Origin.Setting(written(setting).map(w -> w.origin().span()).orElse(start), why);
  }

  private String text(String setting) {
    return lookup
        .asked(setting)
        .flatMap(asked -> lookup.written(scope, asked))
        .flatMap(written -> written.value().toOptional())
        .orElse("");
  }

  @Override
  public Optional<Written> written(String key) {
    return lookup
        .asked(FormerNames.dovecot24().modern(key))
        .flatMap(
            asked ->
                asked.setting().isList()
                    ? lookup.entries(scope, asked).entries().values().stream()
                        .reduce((one, other) -> other)
                    : lookup.written(scope, asked));
  }
}
