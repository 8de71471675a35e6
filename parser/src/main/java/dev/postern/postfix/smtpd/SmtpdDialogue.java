package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.RefusedText;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.settings.UnknownValue;
import dev.postern.postfix.settings.Written;
import dev.postern.postfix.syntax.Templates;
import dev.postern.posture.service.Dialogue;
import dev.postern.posture.service.Dialogue.Told;
import dev.postern.posture.service.Version;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The greeting of one smtpd, and what it announces twice for old clients (smtpd/smtpd.c). */
record SmtpdDialogue(Scope scope) {
  private static final String BANNER = "smtpd_banner";
  private static final String OLD_AUTH = "broken_sasl_auth_clients";

  private static final Pattern HOST =
      Pattern.compile("\\$(?:myhostname\\b|\\{myhostname\\}|\\(myhostname\\))");

  /**
   * What a stranger meets.
   *
   * @param login whether a login is offered at all
   */
  Dialogue with(Fact<Boolean> login) {
    Fact<String> banner = scope.value(BANNER);
    return new Dialogue(
        banner,
        (banner.isKnown() ? banner.map(this::told) : toldAsWritten(banner))
            .from(withoutHost(banner.origins())),
        Fact.and(scope.yes(OLD_AUTH), login).map(yes -> yes ? List.of(OLD_AUTH) : List.of()));
  }

  /** What sets the host's own name does not decide what else the greeting tells. */
  private List<Origin> withoutHost(List<Origin> origins) {
    Optional<Origin> host = scope.written("myhostname").map(Written::origin);
    return origins.stream().filter(origin -> !host.equals(Optional.of(origin))).toList();
  }

  /** The host's own name says nothing of the software, whatever it is called. */
  private Told told(String banner) {
    String host = scope.value("myhostname").toOptional().orElse("");
    return Dialogue.told(host.isEmpty() ? banner : banner.replace(host, ""));
  }

  /** Where the host's name is not known, what stands beside it may be. */
  private Fact<Told> toldAsWritten(Fact<String> banner) {
    Version newest = scope.versions().newest();
    String text = scope.text(BANNER, newest).orElse("{{");
    String rest = HOST.matcher(text).replaceAll("");
    if (Templates.placeholder(text).isEmpty()) {
      try {
        return Fact.known(told(scope.expanded(BANNER, rest, newest)), banner.origins());
      } catch (RefusedText | UnknownValue e) {
        // The rest depends on something else that is not known.
      }
    }
    return banner.map(this::told);
  }
}
