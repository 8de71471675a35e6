package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tables that smtpd, trivial-rewrite and cleanup ask about every message. Where one of them
 * fails, as by an answer that is empty, no such message is taken (global/maps.c; check_rcpt_maps()
 * of smtpd_check.c, resolve_addr() of trivial-rewrite/resolve.c, cleanup/cleanup_envelope.c).
 *
 * @param smtpd the parameters as smtpd reads them
 * @param rewrite the same of the trivial-rewrite that it asks
 * @param cleanup the same of the cleanup to which it hands mail
 */
record AskedTables(Scope smtpd, Scope rewrite, Scope cleanup) {
  private static final String REJECT = "REJECT";

  private static final List<String> SENDERS_REWRITTEN =
      List.of("sender_canonical_maps", "canonical_maps");

  /** The ways of mail to other hosts, by its sender. */
  private static final List<String> ROUTES =
      List.of("sender_dependent_default_transport_maps", "sender_dependent_relayhost_maps");

  /** How the empty sender is asked for. */
  private static final String NO_SENDER = "\"\"";

  /** Whether one fails for a message; what is not known does not. */
  Fact<Boolean> fail(RelaySession message) {
    Optional<AddressClass> of =
        Destinations.classOf(rewrite, message.domain()).toOptional().flatMap(one -> one);
    List<String> keys =
        of.orElse(AddressClass.RELAY).keys(message.user(), Text.lower(message.domain()));
    List<Fact<Boolean>> all = new ArrayList<>();
    all.add(fails(rewrite, "relocated_maps", keys));
    all.add(fails(rewrite, "transport_maps", transportKeys(message)));
    if (new UnlistedRecipients(smtpd, rewrite).areLookedFor().is(true)) {
      List<String> asked = new ArrayList<>(AddressClass.REWRITTEN);
      of.map(AddressClass::users).filter(users -> !users.isEmpty()).ifPresent(asked::add);
      all.add(failsInTurn(smtpd, asked, keys));
    }
    if (isAsked("no_address_mappings")) {
      all.add(ofAliases(message, keys));
      all.add(fails(cleanup, "recipient_bcc_maps", keys));
    }
    all.add(ofSender(message.sender(), of));
    if (isAsked("no_header_body_checks")) {
      all.add(
          AddressClass.first(cleanup, "header_checks", List.of(received(message)))
              .map(AskedTables::turnsAway));
    }
    return anyOf(all);
  }

  /** The aliases are those of the canonical recipient: here, of one that has no other form. */
  private Fact<Boolean> ofAliases(RelaySession message, List<String> keys) {
    for (String canonical : mapped(AddressClass.CANONICAL, "recipient")) {
      Fact<Lookup> found = AddressClass.first(cleanup, canonical, keys);
      if (!found.is(Lookup.NOTHING)) {
        return isFailing(found);
      }
    }
    return new AliasExpansion(cleanup).fails(message.recipient());
  }

  /** The header that smtpd itself puts on top, by which every message can be told. */
  private String received(RelaySession message) {
    return "Received: from %s (%s [%s]) by %s (%s) with ESMTP id 0"
        .formatted(
            message.helo(),
            message.clientName(),
            message.client(),
            smtpd.value("myhostname").toOptional().orElse("mail.example"),
            smtpd.value("mail_name").toOptional().orElse("Postfix"));
  }

  /** Whether a table of header checks fails, or lets the message be refused. */
  private static boolean turnsAway(Lookup answer) {
    return answer instanceof Lookup.Fails
        || (answer instanceof Lookup.Found found
            && REJECT.equalsIgnoreCase(found.value().split("[ \t]", 2)[0]));
  }

  private static Fact<Boolean> anyOf(List<Fact<Boolean>> all) {
    return all.stream().filter(one -> one.is(true)).findFirst().orElse(Fact.known(false));
  }

  /** Whether any of them is about senders. */
  boolean areAboutSenders() {
    return Stream.of(SENDERS_REWRITTEN, ROUTES, List.of("sender_bcc_maps"))
        .flatMap(List::stream)
        .anyMatch(name -> cleanup.written(name).isPresent() || rewrite.written(name).isPresent());
  }

  /** What is returned to its sender has none, and most of the tables are not asked for it. */
  private Fact<Boolean> ofSender(String sender, Optional<AddressClass> of) {
    int at = sender.lastIndexOf('@');
    List<String> keys = at < 0 ? List.of(NO_SENDER) : AddressClass.RELAY.keys(sender);
    List<Fact<Boolean>> all = new ArrayList<>();
    if (isAsked("no_address_mappings")) {
      all.add(failsInTurn(cleanup, mapped(SENDERS_REWRITTEN, "sender"), keys));
      all.add(at < 0 ? Fact.known(false) : fails(cleanup, "sender_bcc_maps", keys));
    }
    for (String tables : of.isPresent() ? List.<String>of() : ROUTES) {
      String nobody = tables.replace("sender_dependent", "empty_address") + "_lookup_key";
      all.add(
          fails(
              rewrite,
              tables,
              at < 0 ? List.of(rewrite.value(nobody).toOptional().orElse(NO_SENDER)) : keys));
    }
    return anyOf(all);
  }

  private List<String> transportKeys(RelaySession message) {
    boolean parents = Destinations.parentsMatch(rewrite, "transport_maps");
    List<String> keys = new ArrayList<>();
    keys.add(Text.lower(message.recipient()));
    keys.addAll(RelaySession.domainKeys(message.domain(), parents));
    keys.add("*");
    return keys;
  }

  /** The tables, without those that are not for this part of the envelope. */
  private List<String> mapped(List<String> tables, String part) {
    return tables.stream()
        .filter(
            name ->
                !name.endsWith("canonical_maps")
                    || cleanup
                        .lists(name.replace("_maps", "_classes"), "envelope_" + part)
                        .is(true))
        .toList();
  }

  /** What one table finds, the next is not asked for. */
  private static Fact<Boolean> failsInTurn(Scope scope, List<String> tables, List<String> keys) {
    for (String one : tables) {
      Fact<Lookup> found = AddressClass.first(scope, one, keys);
      if (!found.is(Lookup.NOTHING)) {
        return isFailing(found);
      }
    }
    return Fact.known(false);
  }

  private static Fact<Boolean> fails(Scope scope, String tables, List<String> keys) {
    return isFailing(AddressClass.first(scope, tables, keys));
  }

  private static Fact<Boolean> isFailing(Fact<Lookup> answer) {
    return answer.map(found -> found instanceof Lookup.Fails);
  }

  private boolean isAsked(String switchedOff) {
    return smtpd.lists("receive_override_options", switchedOff).is(false);
  }
}
