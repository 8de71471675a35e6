package dev.postern.cli;

import dev.postern.dovecot.DovecotReader;
import dev.postern.dovecot.settings.DovecotSettings;
import dev.postern.dovecot.settings.Scope;
import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.posture.service.Platform;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Dovecot's settings as doveconf prints them. */
final class DovecotPrinter implements DaemonSettings {
  private final DovecotSettings settings;
  private final Scope scope;
  private final boolean all;

  private DovecotPrinter(DovecotSettings settings, Scope scope, boolean all) {
    this.settings = settings;
    this.scope = scope;
    this.all = all;
  }

  static DovecotPrinter read(FileTree tree, String path, Platform platform, Arguments arguments)
      throws UsageError {
    for (String postfix : List.of("--expand", "--services")) {
      if (arguments.flag(postfix)) {
        throw new UsageError(postfix + " is for Postfix; this is a Dovecot configuration");
      }
    }
    Scope scope = scope(arguments);
    return new DovecotPrinter(
        DovecotReader.read(tree, path, platform), scope, arguments.flag("--all"));
  }

  private static Scope scope(Arguments arguments) throws UsageError {
    Scope scope = Scope.GLOBAL;
    String protocol = arguments.text("--service", "");
    if (!protocol.isEmpty()) {
      scope = Scope.of(protocol);
    }
    Optional<Address> local = address(arguments, "--local");
    if (local.isPresent()) {
      scope = scope.withLocal(local.get());
    }
    Optional<Address> remote = address(arguments, "--remote");
    if (remote.isPresent()) {
      scope = scope.withRemote(remote.get());
    }
    String name = StandardInput.isIn(arguments) ? "" : arguments.text("--name", "");
    return name.isEmpty() ? scope : scope.withLocalName(name);
  }

  private static Optional<Address> address(Arguments arguments, String option) throws UsageError {
    String text = arguments.text(option, "");
    Optional<Address> address = Address.parse(text);
    if (!text.isEmpty() && address.isEmpty()) {
      throw new UsageError(option + ": '" + text + "' is not an IP address");
    }
    return address;
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(settings.problems());
    Optional<String> conflict = settings.conflict(scope);
    if (conflict.isPresent()) {
      problems.add(0, Problem.ofFile(Problem.Kind.REFUSED, settings.mainFile(), conflict.get()));
    }
    return problems;
  }

  @Override
  public boolean isRefused() {
    return settings.refused()
        || settings.unevaluated().isPresent()
        || settings.conflict(scope).isPresent();
  }

  @Override
  public boolean canRun() {
    return settings.serverRefusal().isEmpty();
  }

  @Override
  public Map<String, Fact<String>> flat() {
    return settings.flat(all, scope);
  }

  @Override
  public String text(OriginNotes notes) {
    return settings.print(all, scope, notes::note);
  }
}
