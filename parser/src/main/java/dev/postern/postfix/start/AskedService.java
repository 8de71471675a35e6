package dev.postern.postfix.start;

import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.Services;
import dev.postern.postfix.syntax.MasterEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A service of Postfix that smtpd asks about each message.
 *
 * @param program that usually runs
 * @param entry empty where master.cf is not among the files, or lacks it
 * @param scope the parameters as it reads them
 */
public record AskedService(String program, Optional<MasterEntry> entry, Scope scope) {

  /**
   * The service whose name a parameter of smtpd holds.
   *
   * @param scope that of the smtpd
   */
  public static AskedService of(
      String program, String parameter, Scope scope, Services services, PostfixSettings settings) {
    String name = scope.value(parameter).toOptional().orElse("");
    Optional<MasterEntry> entry = services.find(name + "/unix");
    return new AskedService(program, entry, entry.map(settings::scope).orElseGet(settings::global));
  }

  /** Why it ends as it starts: no message is taken then. */
  public List<Failing> failings() {
    List<Failing> failings = new ArrayList<>();
    entry.ifPresent(
        found -> {
          failings.addAll(Failing.ofEntry(found, scope));
          failings.addAll(Failing.ofTypes(program, found, scope));
        });
    failings.addAll(OpenedTables.nameless(program, scope));
    return failings.stream().map(this::named).toList();
  }

  private Failing named(Failing failing) {
    return new Failing(failing.dies(), program + " ends: " + failing.why(), failing.origins());
  }
}
