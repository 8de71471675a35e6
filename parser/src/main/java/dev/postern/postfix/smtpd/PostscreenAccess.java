package dev.postern.postfix.smtpd;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.postfix.settings.NetworkElement.Match;
import dev.postern.postfix.settings.NetworkList;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The list by which postscreen lets clients in, or turns them away, without any test
 * (global/server_acl.c).
 *
 * @param scope the parameters as postscreen reads them
 */
record PostscreenAccess(Scope scope) {
  private static final String LIST = "postscreen_access_list";
  private static final String MYNETWORKS = "permit_mynetworks";

  /** The older name of the second is an alias of what the first one's default holds. */
  private static final List<String> ACTIONS =
      List.of("postscreen_denylist_action", "postscreen_blacklist_action");

  private static final Set<String> REFUSING = Set.of("enforce", "drop");

  /** Strangers of whom none is in a network that is somebody's in particular. */
  private static final List<Address> STRANGERS =
      List.of(Address.v4(0xCB00_7107L), Address.v4(0x4100_0007L), Address.v4(0xB900_0007L));

  /** What the list says about a client. */
  private enum Answer {
    PERMIT,
    REJECT,
    NOTHING,
    /** A mistake, behind which nothing is looked at. */
    ENDS
  }

  /** Whether it turns strangers away, and that has a consequence. */
  Fact<Boolean> turnsStrangersAway() {
    String name = ACTIONS.get(scope.versions().newest().atLeast("3.6") ? 0 : 1);
    Fact<Boolean> away =
        scope.value(name).map(action -> REFUSING.contains(Text.lower(action).strip()));
    for (Address stranger : away.is(false) ? List.<Address>of() : STRANGERS) {
      Fact<Answer> answer = scope.value(LIST).flatMap(new Question(stranger)::answer);
      away = Fact.and(away, answer.map(Answer.REJECT::equals));
    }
    return away;
  }

  /** The list, asked about one client. */
  private final class Question {
    /** A table's answer may name tables, that one too. No list in use goes deeper than this. */
    private static final int DEEPEST = 100;

    private final Address client;

    /** What tables have answered; those being asked have none yet. */
    private final Map<String, Optional<Fact<Answer>>> tables = new HashMap<>();

    private int depth;

    Question(Address client) {
      this.client = client;
    }

    /** What a list, or the answer of a table in it, which is one too, says about the client. */
    Fact<Answer> answer(String list) {
      List<String> elements = Text.elements(list);
      Fact<Answer> rest = Fact.known(Answer.NOTHING);
      for (int i = elements.size() - 1; i >= 0; i--) {
        rest = element(elements.get(i), rest);
      }
      return rest;
    }

    private Fact<Answer> element(String element, Fact<Answer> rest) {
      if (element.indexOf(':') < 0) {
        return switch (Text.lower(element)) {
          case "permit" -> Fact.known(Answer.PERMIT);
          case "reject" -> Fact.known(Answer.REJECT);
          case "dunno" -> Fact.known(Answer.NOTHING);
          case MYNETWORKS ->
              NetworkList.content(scope, "mynetworks")
                  .flatMap(content -> content.match(client))
                  .flatMap(match -> match == Match.HOLDS ? Fact.known(Answer.PERMIT) : rest);
          default -> Fact.known(Answer.ENDS);
        };
      }
      return table(element).flatMap(answer -> answer == Answer.NOTHING ? rest : Fact.known(answer));
    }

    private Fact<Answer> table(String name) {
      Optional<Fact<Answer>> asked = tables.get(name);
      if (asked == null && depth < DEEPEST) {
        tables.put(name, Optional.empty());
        depth++;
        asked = Optional.of(ask(name));
        depth--;
        tables.put(name, asked);
      }
      return asked != null && asked.isPresent() ? asked.get() : endless(name);
    }

    private Fact<Answer> ask(String table) {
      return scope
          .machine()
          .table(table)
          .find(client.toString())
          .flatMap(
              found ->
                  found instanceof Lookup.Found row
                      ? answer(row.value())
                      : Fact.known(found.equals(Lookup.NOTHING) ? Answer.NOTHING : Answer.ENDS));
    }

    private static Fact<Answer> endless(String table) {
      return Fact.unknown(
          "an answer of %s leads back to it, or through more than %d tables: postscreen would end"
              .formatted(Text.quoted(table), DEEPEST));
    }
  }

  /** Those that need not pass any test. */
  Fact<Networks> permitted() {
    Fact<Networks> found = Fact.known(Networks.NONE);
    Fact<String> list = scope.value(LIST);
    for (String element : Text.elements(list.toOptional().orElse(""))) {
      Fact<Networks> more =
          element.equalsIgnoreCase(MYNETWORKS)
              ? NetworkList.of(scope, "mynetworks")
              : Fact.unknown("%s asks %s".formatted(LIST, Text.quoted(element)));
      found = found.with(more, PostscreenAccess::both);
    }
    return list.isKnown() ? found : list.map(any -> Networks.NONE);
  }

  private static Networks both(Networks some, Networks more) {
    List<Prefix> all = new ArrayList<>(some.prefixes());
    all.addAll(more.prefixes());
    return new Networks(all);
  }
}
