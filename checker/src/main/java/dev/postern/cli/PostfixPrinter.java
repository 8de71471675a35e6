package dev.postern.cli;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Parameter;
import dev.postern.postfix.settings.PostconfParameters;
import dev.postern.postfix.settings.PostfixSettings;
import dev.postern.posture.service.Platform;
import dev.postern.source.FileTree;
import dev.postern.source.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Postfix's parameters and services as postconf prints them. */
final class PostfixPrinter implements DaemonSettings {
  private final PostfixSettings settings;
  private final List<Parameter> parameters;
  private final boolean services;

  private PostfixPrinter(PostfixSettings settings, List<Parameter> parameters, boolean services) {
    this.settings = settings;
    this.parameters = parameters;
    this.services = services;
  }

  static PostfixPrinter read(FileTree tree, String path, Platform platform, Arguments arguments)
      throws UsageError {
    for (String dovecot : List.of("--local", "--remote", "--name")) {
      boolean ofInput = dovecot.equals(StandardInput.NAME) && StandardInput.isIn(arguments);
      if (!ofInput && !arguments.text(dovecot, "").isEmpty()) {
        throw new UsageError(dovecot + " is for Dovecot; this is a Postfix configuration");
      }
    }
    PostfixSettings settings = PostfixSettings.read(tree, path, platform);
    boolean all = arguments.flag("--all");
    boolean expand = arguments.flag("--expand");
    String service = arguments.text("--service", "");
    PostconfParameters listed = settings.parameters();
    List<Parameter> parameters;
    if (!service.isEmpty()) {
      parameters =
          listed
              .service(service)
              .orElseThrow(
                  () -> new UsageError("--service: master.cf has no service '" + service + "'"));
    } else if (all) {
      parameters = expand ? listed.allExpanded() : listed.all();
    } else {
      parameters = expand ? listed.writtenExpanded() : listed.written();
    }
    return new PostfixPrinter(settings, parameters, arguments.flag("--services"));
  }

  @Override
  public List<Problem> problems() {
    return settings.problems();
  }

  @Override
  public boolean isRefused() {
    return settings.refusal().isPresent();
  }

  @Override
  public String text(OriginNotes notes) {
    StringBuilder text = new StringBuilder();
    if (services) {
      for (String line : settings.services()) {
        text.append(line).append('\n');
      }
      return text.toString();
    }
    for (Parameter parameter : parameters) {
      text.append(parameter).append(notes.note(List.of(parameter.origin()))).append('\n');
    }
    return text.toString();
  }

  @Override
  public Map<String, Fact<String>> flat() {
    Map<String, Fact<String>> flat = new LinkedHashMap<>();
    for (Parameter parameter : services ? settings.overrides() : parameters) {
      flat.put(parameter.name(), Fact.known(parameter.value(), parameter.origin()));
    }
    return flat;
  }
}
