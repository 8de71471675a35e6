package dev.postern.postfix.relay;

import dev.postern.data.DataFile;
import dev.postern.fact.Fact;
import dev.postern.fact.Origin;
import dev.postern.postfix.settings.NetworkElement.Match;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Numbers;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One session's way through one list of restrictions (generic_checks() of smtpd_check.c).
 *
 * <p>What nobody can tell from the files is noted with the outcome it may have, and the way goes on
 * as if it had decided nothing.
 */
final class RestrictionRun {
  private static final int MAX_DEPTH = 100;

  /** Nobody of whom a table says something in particular. */
  private static final String ANY_USER = "any-user";

  /** The tables that tell who owns which address. */
  private static final String OWNERS = "smtpd_sender_login_maps";

  /** Classes of classes may ask more than anybody, Postfix too, has time for. */
  private static final int MAX_STEPS = 5_000;

  /** What a restriction, or a list of them, comes to. */
  private enum Status {
    GOES_ON,
    PERMITS,
    REJECTS
  }

  private record Rule(int arguments, String effect) {}

  /** {@code restrictions.tsv}, read when the first list is evaluated, once for all. */
  private static final class Loaded {
    private static final Map<String, Rule> RULES = load();

    private static Map<String, Rule> load() {
      Map<String, Rule> rules = new HashMap<>();
      for (String[] row : DataFile.rows(RestrictionRun.class, "restrictions.tsv", 3)) {
        rules.put(row[0], new Rule(Integer.parseInt(row[1]), row[2]));
      }
      return Map.copyOf(rules);
    }
  }

  /** An end that the list may have had earlier. */
  private record Doubt(String reason, boolean passes) {}

  private final RelayCheck check;
  private final Scope scope;
  private final RelaySession session;
  private final Stage stage;
  private final String bareTable;
  private final boolean last;
  private final List<Doubt> doubts = new ArrayList<>();
  private final Set<Origin> assumed = new LinkedHashSet<>();
  private boolean defers;
  private int warnsSince;
  private int steps;

  /**
   * A run.
   *
   * @param stage how much of the session is known when the list is evaluated
   * @param bareTable the access check that a bare {@code type:table} stands for; empty where smtpd
   *     answers 451 to one
   * @param last whether a deferral that was put off is carried out, which waits for the recipient
   */
  RestrictionRun(
      RelayCheck check, RelaySession session, Stage stage, String bareTable, boolean last) {
    this.check = check;
    this.scope = check.scope();
    this.session = session;
    this.stage = stage;
    this.bareTable = bareTable;
    this.last = last;
  }

  /** Whether the list lets the session pass: it permits, or ends without rejecting or deferring. */
  Fact<Boolean> passes(String list) {
    boolean passes = run(Text.elements(list), 1) != Status.REJECTS && !defers;
    for (Doubt doubt : doubts) {
      if (doubt.passes() != passes) {
        return Fact.unknown(doubt.reason());
      }
    }
    return Fact.known(passes, List.copyOf(assumed));
  }

  private Status run(List<String> words, int depth) {
    Status status = Status.GOES_ON;
    int at = 0;
    while (at < words.size() && status == Status.GOES_ON) {
      String word = words.get(at);
      at++;
      boolean table = isTable(word);
      Rule rule = Loaded.RULES.get(table ? bareTable : Text.lower(word));
      String argument = table ? word : "";
      if (!table && rule != null && rule.arguments() > 0) {
        argument = at < words.size() ? words.get(at) : "";
        at++;
      }
      if (rule != null && rule.effect().equals("warn")) {
        // It holds for all that the next restriction leads to, classes and tables included.
        warnsSince = warnsSince == 0 ? depth : warnsSince;
        continue;
      }
      steps++;
      status = steps > MAX_STEPS ? tooMany() : status(word, rule, argument, depth);
      warnsSince = warnsSince >= depth ? 0 : warnsSince;
    }
    warnsSince = warnsSince >= depth - 1 ? 0 : warnsSince;
    return status;
  }

  private static boolean isTable(String word) {
    return word.indexOf(':') >= 0;
  }

  private Status tooMany() {
    doubts.add(new Doubt("the restriction classes lead to too many restrictions", true));
    return Status.REJECTS;
  }

  /** What {@code warn_if_reject} softens. */
  private Status rejects() {
    return warnsSince > 0 ? Status.GOES_ON : Status.REJECTS;
  }

  private Status rejects(boolean when) {
    return when ? rejects() : Status.GOES_ON;
  }

  private Status defersLater() {
    if (warnsSince == 0) {
      defers = last;
    }
    return Status.GOES_ON;
  }

  /** 451 for a fault of the configuration, which nothing softens (reject_server_error()). */
  private static Status fails() {
    return Status.REJECTS;
  }

  private Status doubt(String reason, boolean mayPermit, boolean mayReject) {
    if (mayPermit) {
      doubts.add(new Doubt(reason, !defers));
    }
    if (mayReject && warnsSince == 0) {
      doubts.add(new Doubt(reason, false));
    }
    return Status.GOES_ON;
  }

  private Status status(String word, @Nullable Rule rule, String argument, int depth) {
    if (rule == null) {
      return isTable(word) ? fails() : ofClass(word, depth);
    }
    return switch (rule.effect()) {
      case "permit" -> Status.PERMITS;
      case "reject" -> rejects();
      case "maybe-permit" -> doubt(word + " may let a stranger in", true, false);
      case "policy" ->
          isTable(argument)
              ? doubt("%s %s decides".formatted(word, Text.quoted(argument)), true, true)
              : fails();
      case "sleep" -> Numbers.integer(argument).isPresent() ? Status.GOES_ON : fails();
      case "defer-later" -> defersLater();
      case "login" -> session.login() ? Status.PERMITS : Status.GOES_ON;
      case "foreign-sender" -> rejects(session.login() && stage.knows(Stage.SENDER));
      case "foreign-or-owned-sender" ->
          !stage.knows(Stage.SENDER)
              ? Status.GOES_ON
              : session.login() ? rejects() : ofOwnedSender();
      case "known-sender" ->
          !stage.knows(Stage.SENDER)
              ? Status.GOES_ON
              : session.login() ? rejects(!scope.value(OWNERS).is("")) : ofOwnedSender();
      case "owned-sender" ->
          stage.knows(Stage.SENDER) && !session.login() ? ofOwnedSender() : Status.GOES_ON;
      case "ahead" -> rejects(session.ahead());
      case "mynetworks" -> ofNetworks();
      case "plaintext-reject" -> ofEncryption();
      case "certificate" -> ofCertificate(check.certificates().listed());
      case "trusted-certificate" -> ofCertificate(check.certificates().listedOrTrusted());
      case "certificate-table" ->
          isTable(argument) ? ofCertificate(check.certificates().permittedBy(argument)) : fails();
      case "naked-address", "helo-fqdn", "helo-name" ->
          stage.knows(Stage.HELO) ? ofHelo(rule.effect()) : Status.GOES_ON;
      case "destination-permit", "destination-reject", "destination-both", "mx-backup" ->
          stage.knows(Stage.RECIPIENT) ? ofDestination(word, rule.effect()) : Status.GOES_ON;
      case "client", "helo", "sender", "recipient" ->
          isTable(argument) ? ofTable(rule.effect(), argument, depth) : fails();
      // Whoever owns an address chooses its name, so smtpd answers 451 where one is let in by it.
      case "reverse-client" -> isTable(argument) ? ofReverseName(argument, depth) : fails();
      case "sasl" -> isTable(argument) ? ofUser(argument, depth) : fails();
      case "unasked-table" -> isTable(argument) ? Status.GOES_ON : fails();
      default -> Status.GOES_ON;
    };
  }

  private Status ofHelo(String effect) {
    if (session.helo().isEmpty()) {
      return Status.GOES_ON;
    }
    return switch (effect) {
      case "naked-address" -> session.greetsAsAddress() ? Status.PERMITS : Status.GOES_ON;
      case "helo-fqdn" -> rejects(!session.greetsWithFullName());
      default -> rejects(!session.greetsWithName() && !session.greetsAsAddress());
    };
  }

  private Status ofDestination(String word, String effect) {
    boolean own = session.authorised();
    return switch (effect) {
      case "destination-permit" -> own ? Status.PERMITS : Status.GOES_ON;
      case "destination-reject" -> rejects(!own);
      case "destination-both" -> own ? Status.PERMITS : rejects();
      default -> own ? Status.PERMITS : doubt(word + " may let a stranger in", true, false);
    };
  }

  private Status ofReverseName(String argument, int depth) {
    Status status = ofTable("client", argument, depth);
    return status == Status.PERMITS ? fails() : status;
  }

  /** Who has logged in may have any name. */
  private Status ofUser(String argument, int depth) {
    if (!session.login()) {
      return Status.GOES_ON;
    }
    LookupTable table = scope.machine().table(argument);
    Fact<Lookup> answer = table.find(ANY_USER).map(Lookup::filled);
    if (answer.is(Lookup.NOTHING) ? !table.keys().isEmpty() : !answer.isKnown()) {
      return doubt("check_sasl_access decides by the user's name", true, true);
    }
    return ofAnswer(answer.toOptional().orElse(Lookup.NOTHING), depth);
  }

  private Status ofCertificate(Fact<Boolean> letsIn) {
    if (letsIn.is(true)) {
      assumed.add(ClientCertificates.OF_ITS_OWN);
    }
    return letsIn instanceof Fact.Unknown<Boolean> unknown
        ? doubt(unknown.reason(), true, false)
        : letsIn.is(true) ? Status.PERMITS : Status.GOES_ON;
  }

  /** Who has not logged in may not name a sender that is a user's (reject_unauth_sender...()). */
  private Status ofOwnedSender() {
    String sender = session.sender();
    if (sender.indexOf('@') < 0 || !scope.yes("smtpd_sasl_auth_enable").is(true)) {
      return Status.GOES_ON;
    }
    Fact<Lookup> owner = AddressClass.first(scope, OWNERS, AddressClass.RELAY.keys(sender));
    if (!owner.isKnown()) {
      assumed.add(new Origin.Assumption("no user of the host owns a stranger's address"));
    }
    return rejects(!owner.toOptional().orElse(Lookup.NOTHING).equals(Lookup.NOTHING));
  }

  private Status ofEncryption() {
    if (session.encrypted() instanceof Fact.Unknown<Boolean> unknown) {
      return doubt("reject_plaintext_session decides, and " + unknown.reason(), false, true);
    }
    return rejects(session.encrypted().is(false));
  }

  private Status ofNetworks() {
    Fact<NetworkList.Content> networks = check.networks();
    if (networks instanceof Fact.Unknown<NetworkList.Content> unknown) {
      if (scope.written("mynetworks").isPresent()) {
        return doubt(unknown.reason(), true, false);
      }
      assumed.add(
          new Origin.Assumption("a stranger is not in the networks of the host's own interfaces"));
      return Status.GOES_ON;
    }
    NetworkList.Content list = networks.toOptional().orElseThrow();
    Fact<Match> match = list.match(session.client());
    if (match instanceof Fact.Unknown<Match> unknown) {
      return doubt(
          "mynetworks " + unknown.reason(), match.mayBe(Match.HOLDS), match.mayBe(Match.FAILS));
    }
    if (match.is(Match.PASSES) && !list.named().isEmpty()) {
      assumed.add(new Origin.Assumption("a stranger's host is not called " + list.named()));
    }
    return match.is(Match.HOLDS)
        ? Status.PERMITS
        : match.is(Match.FAILS) ? Status.REJECTS : Status.GOES_ON;
  }

  private Status ofClass(String word, int depth) {
    Fact<String> classes = scope.value("smtpd_restriction_classes");
    boolean isClass =
        Text.elements(classes.toOptional().orElse("")).contains(word) && depth < MAX_DEPTH;
    if (!isClass) {
      return classes.isKnown()
          ? fails()
          : doubt("the restriction classes are not known", true, true);
    }
    Fact<String> list = scope.value(word);
    return list.isKnown()
        ? run(Text.elements(list.toOptional().orElse("")), depth + 1)
        : doubt("the restriction class " + word + " is not known", true, true);
  }

  private Status ofTable(String by, String argument, int depth) {
    if (argument.startsWith("{")) {
      // Braces do not come off a table's name, and nothing is there under such a name.
      return rejects();
    }
    LookupTable table = scope.machine().table(argument);
    Fact<Lookup> answer =
        switch (by) {
          case "client" -> ofClient(table);
          case "helo" ->
              stage.knows(Stage.HELO) && !session.helo().isEmpty()
                  ? table.first(RelaySession.domainKeys(session.helo(), check.parentsMatch()))
                  : Fact.known(Lookup.NOTHING);
          case "sender" ->
              stage.knows(Stage.SENDER)
                  ? ofAddress(table, session.sender())
                  : Fact.known(Lookup.NOTHING);
          default ->
              stage.knows(Stage.RECIPIENT)
                  ? ofAddress(table, session.recipient())
                  : Fact.known(Lookup.NOTHING);
        };
    if (answer instanceof Fact.Unknown<Lookup> unknown) {
      return doubt("check_%s_access decides, and %s".formatted(by, unknown.reason()), true, true);
    }
    Status status = ofAnswer(Lookup.filled(answer.toOptional().orElse(Lookup.NOTHING)), depth);
    boolean isSuspicious =
        by.equals("recipient")
            && session.routes()
            && !scope.yes("allow_untrusted_routing").is(true);
    return isSuspicious && status == Status.PERMITS ? Status.GOES_ON : status;
  }

  private Status ofAnswer(Lookup found, int depth) {
    // smtpd answers 451 when it cannot ask a table.
    return found instanceof Lookup.Found action
        ? ofAction(action.value(), depth)
        : rejects(found instanceof Lookup.Fails);
  }

  private Fact<Lookup> ofAddress(LookupTable table, String address) {
    if (address.isEmpty()) {
      return scope.value("smtpd_null_access_lookup_key").flatMap(table::find);
    }
    return table.first(RelaySession.addressKeys(address, check.parentsMatch()));
  }

  /** The client's name is asked for first, then its address (check_namadr_access()). */
  private Fact<Lookup> ofClient(LookupTable table) {
    Fact<Lookup> ofName =
        table.first(RelaySession.domainKeys(session.clientName(), check.parentsMatch()));
    return ofName.is(Lookup.NOTHING) ? table.first(session.clientKeys()) : ofName;
  }

  private Status ofAction(String action, int depth) {
    return switch (AccessAction.of(action)) {
      case PERMITS -> Status.PERMITS;
      case GOES_ON -> Status.GOES_ON;
      case REJECTS -> rejects();
      case LOST -> Status.REJECTS;
      case DEFERS_LATER -> defersLater();
      case RUNS ->
          isTable(action) || depth > MAX_DEPTH
              ? fails()
              : run(Text.elements(Text.trim(action)), depth + 1);
    };
  }
}
