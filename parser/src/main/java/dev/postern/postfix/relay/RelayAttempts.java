package dev.postern.postfix.relay;

import dev.postern.fact.Fact;
import dev.postern.net.Address;
import dev.postern.net.Breadth;
import dev.postern.net.Family;
import dev.postern.net.Networks;
import dev.postern.net.Prefix;
import dev.postern.postfix.settings.Scope;
import dev.postern.postfix.syntax.Text;
import dev.postern.postfix.table.Lookup;
import dev.postern.postfix.table.LookupTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The messages worth trying on a service: a stranger chooses address, HELO name, sender and
 * recipient as suits it. Choices that no restriction looks at are not varied.
 */
final class RelayAttempts {
  static final Address CLIENT = Address.v4(0xCB00_7107L);
  static final String SENDER = "someone@sender.example";
  static final String OTHER_SENDER = "someone@sender.test";

  private static final String KNOWN_SENDER = "someone@" + Destinations.KNOWN;

  /** Strangers, and nobody, who sends what is returned. */
  static final List<String> SENDERS = List.of(SENDER, OTHER_SENDER, KNOWN_SENDER, "");

  static final String HELO = "client.example";

  /** For tables that turn away the top-level domains of the documentation, which no host is in. */
  static final String OTHER_HELO = "client.example.com";

  static final List<String> HELOS = List.of(HELO, OTHER_HELO, "mail." + Destinations.KNOWN);

  private static final Address CLIENT_V6 = new Address(Family.V6, 0x2001_0DB8L << 32, 7);

  /** For tables that turn away the networks of the documentation, from which nobody comes. */
  private static final Address OTHER_CLIENT = Address.v4(0x4100_0007L);

  private static final Address MULTICAST = Address.v4(0xE000_0000L);
  private static final int MAX_KEYS = 40;

  /** So deep smtpd follows restriction classes. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_ATTEMPTS = 6_000;

  private final Scope scope;
  private final Networks trusted;
  private final String plainDomain;
  private final Set<String> helos = new LinkedHashSet<>(List.of(HELO));
  private final Set<String> senders = new LinkedHashSet<>(List.of(SENDER));
  private final Set<String> recipients = new LinkedHashSet<>();
  private final Set<Address> clients = new LinkedHashSet<>(List.of(CLIENT));
  private final Set<String> clientTables = new LinkedHashSet<>();

  /**
   * The choices for one service.
   *
   * @param tables that are asked whatever the restrictions say
   * @param domains foreign to the host, at least one
   */
  RelayAttempts(Scope scope, Networks trusted, AskedTables tables, List<String> domains) {
    this.scope = scope;
    this.trusted = trusted;
    this.plainDomain = domains.get(0);
    recipients.add("someone@" + plainDomain);
    String classes = scope.value("smtpd_restriction_classes").toOptional().orElse("");
    for (RestrictionLists.Checks list : RestrictionLists.ALL) {
      Set<String> unseen = new HashSet<>(Text.elements(classes));
      look(list.name(), list.table(), domains, unseen, 0);
    }
    // A table's answer may name a class, too.
    Set<String> answers = new LinkedHashSet<>(Text.elements(classes));
    for (String name : List.copyOf(answers)) {
      look(name, "", domains, answers, 0);
    }
    if (tables.areAboutSenders()) {
      senders.addAll(SENDERS);
    }
    List<String> protocols =
        Text.elements(Text.lower(scope.value("inet_protocols").toOptional().orElse("all")));
    for (Prefix prefix : trusted.prefixes()) {
      boolean spoken =
          protocols.contains("all")
              || protocols.contains(prefix.family() == Family.V4 ? "ipv4" : "ipv6");
      if (spoken) {
        clients.addAll(widelyTrusted(prefix));
      }
    }
  }

  /**
   * The messages, the plainest first.
   *
   * @param own whether the host takes mail for a domain; none is its own that is not named
   * @param encrypted whether they come under TLS
   */
  List<RelaySession> sessions(Map<String, Fact<Boolean>> own, Fact<Boolean> encrypted) {
    List<RelaySession> result = new ArrayList<>();
    for (int unusual = 0; unusual <= 4 && result.size() < MAX_ATTEMPTS; unusual++) {
      add(unusual, own, encrypted, result);
    }
    return result;
  }

  /** Whether there are more messages than {@link #sessions} gives. */
  boolean tooMany() {
    long all = (long) clients.size() * recipients.size();
    return all * senders.size() * helos.size() > MAX_ATTEMPTS;
  }

  /** Adds the messages of which so many of the four choices are not the plainest. */
  private void add(
      int unusual,
      Map<String, Fact<Boolean>> own,
      Fact<Boolean> encrypted,
      List<RelaySession> result) {
    Address plainClient = clients.iterator().next();
    String plainRecipient = recipients.iterator().next();
    String plainSender = senders.iterator().next();
    String plainHelo = helos.iterator().next();
    for (Address client : clients) {
      int ofClient = client.equals(plainClient) ? 0 : 1;
      for (String recipient : recipients) {
        int ofRecipient = ofClient + (recipient.equals(plainRecipient) ? 0 : 1);
        for (String sender : ofRecipient > unusual ? Set.<String>of() : senders) {
          int ofSender = ofRecipient + (sender.equals(plainSender) ? 0 : 1);
          for (String helo : ofSender > unusual ? Set.<String>of() : helos) {
            if (ofSender + (helo.equals(plainHelo) ? 0 : 1) == unusual
                && result.size() < MAX_ATTEMPTS) {
              result.add(session(client, helo, sender, recipient, own, encrypted));
            }
          }
        }
      }
    }
  }

  private static RelaySession session(
      Address client,
      String helo,
      String sender,
      String recipient,
      Map<String, Fact<Boolean>> own,
      Fact<Boolean> encrypted) {
    RelaySession foreign = new RelaySession(client, helo, sender, recipient, false, encrypted);
    return own.getOrDefault(foreign.domain(), Fact.known(false)).is(true)
        ? new RelaySession(client, helo, sender, recipient, true, encrypted)
        : foreign;
  }

  /** The first of each network that is trusted, beside the host itself. */
  List<RelaySession> ofInsiders(Fact<Boolean> encrypted) {
    List<RelaySession> result = new ArrayList<>();
    for (Prefix prefix : trusted.prefixes()) {
      if (!prefix.base().isLoopback()) {
        for (String helo : helos) {
          result.add(
              new RelaySession(
                  prefix.base(), helo, SENDER, recipients.iterator().next(), false, encrypted));
        }
      }
    }
    return result;
  }

  /** Clients whom a table of clients names, by address or by name. */
  List<RelaySession> ofListed(Fact<Boolean> encrypted) {
    List<RelaySession> result = new ArrayList<>();
    RelaySession stranger =
        new RelaySession(CLIENT, HELO, SENDER, recipients.iterator().next(), false, encrypted);
    for (String table : clientTables) {
      result.add(stranger);
      for (Address client : scope.machine().table(table).exampleClients()) {
        if (result.size() < MAX_KEYS) {
          result.add(stranger.from(client));
        }
      }
      for (String key : keys(table)) {
        String name = key.startsWith(".") ? "host" + key : key;
        Optional<Address> network = network(key);
        result.add(network.isPresent() ? stranger.from(network.get()) : stranger.named(name));
      }
    }
    return result;
  }

  /**
   * Messages of strangers who have logged in as somebody else.
   *
   * @param destinations tells which domains are the host's own
   * @param names by which they greet
   */
  List<RelaySession> ofForgers(Scope destinations, List<String> names, Fact<Boolean> encrypted) {
    List<RelaySession> result = new ArrayList<>();
    List<String> forged =
        SENDERS.stream().filter(name -> !name.isEmpty() && senders.contains(name)).toList();
    for (String domain : List.of(plainDomain, Destinations.KNOWN)) {
      String recipient = "someone@" + domain;
      boolean own = Destinations.holds(destinations, domain).is(true);
      for (Address client : recipients.contains(recipient) ? strangers() : List.<Address>of()) {
        for (String sender : forged) {
          for (String helo : names) {
            result.add(
                new RelaySession(client, helo, sender, recipient, own, encrypted).loggedIn());
          }
        }
      }
    }
    return result;
  }

  /**
   * Clients that nobody trusts: one of a network of the documentation, which lists of networks that
   * do not exist turn away, one of another, and some of the public networks that tables name.
   */
  List<Address> strangers() {
    Set<Address> found = new LinkedHashSet<>(List.of(CLIENT));
    if (clients.contains(OTHER_CLIENT)) {
      found.add(OTHER_CLIENT);
    }
    for (String name : clientTables) {
      LookupTable table = scope.machine().table(name);
      table.exampleClients().stream()
          .filter(address -> isPublic(address) && !trusted.contains(address))
          .filter(address -> action(table, address.toString()) != AccessAction.REJECTS)
          .limit(MAX_KEYS)
          .forEach(found::add);
    }
    return List.copyOf(found);
  }

  private static boolean isPublic(Address address) {
    Prefix alone = new Prefix(address, address.family().bits());
    return new Networks(List.of(alone)).breadth() == Breadth.HOSTS;
  }

  /** A key of fewer than four numbers stands for all addresses that begin with them. */
  private static Optional<Address> network(String key) {
    int dots = (int) key.chars().filter(c -> c == '.').count();
    return Address.parse(key + ".1".repeat(Math.max(0, 3 - dots)));
  }

  /**
   * Looks for what a list asks about.
   *
   * @param bareTable the check that a bare table in it, and in its classes, stands for
   * @param unseen the classes that were not looked into yet
   */
  private void look(
      String list, String bareTable, List<String> domains, Set<String> unseen, int depth) {
    List<String> words = Text.elements(scope.value(list).toOptional().orElse(""));
    if (list.equals("smtpd_helo_restrictions") && !words.isEmpty()) {
      addHelos(List.of());
    }
    for (int i = 0; i < words.size(); i++) {
      String word = Text.lower(words.get(i));
      if (unseen.remove(words.get(i)) && depth < MAX_DEPTH) {
        look(words.get(i), bareTable, domains, unseen, depth + 1);
      }
      // By itself or as the answer of a table that is written out.
      if (word.contains("permit_naked_ip_address")) {
        helos.add(CLIENT.toString());
      }
      boolean bare = word.indexOf(':') > 0 && (i == 0 || !isCheck(words.get(i - 1)));
      String check = bare ? bareTable : word;
      String table = bare ? words.get(i) : i + 1 < words.size() ? words.get(i + 1) : "";
      switch (check) {
        case "check_client_access" -> {
          clients.add(OTHER_CLIENT);
          clientTables.add(table);
        }
        case "check_reverse_client_hostname_access" -> clients.add(OTHER_CLIENT);
        case "check_helo_access" -> addHelos(keys(table));
        case "check_sender_access" -> addSenders(keys(table));
        case "check_recipient_access" -> addRecipients(keys(table), domains);
        default -> {
          if (word.endsWith("sender_login_mismatch")) {
            senders.addAll(SENDERS);
          }
          if (word.contains("_helo_") || word.contains("_hostname")) {
            addHelos(List.of());
          }
        }
      }
    }
  }

  private static boolean isCheck(String word) {
    return Text.lower(word).startsWith("check_");
  }

  private void addHelos(List<String> keys) {
    // A client need not say who it is unless smtpd_helo_required demands it.
    if (scope.yes("smtpd_helo_required").is(false)) {
      helos.add("");
    }
    helos.add("client.test");
    helos.addAll(HELOS);
    keys.forEach(key -> helos.add(key.startsWith(".") ? "host" + key : key));
  }

  private void addSenders(List<String> keys) {
    senders.addAll(SENDERS);
    for (String key : keys) {
      String domain = key.startsWith(".") ? "host" + key : key;
      senders.add(
          key.endsWith("@")
              ? key + "sender.test"
              : key.indexOf('@') > 0 ? key : "someone@" + domain);
    }
  }

  private void addRecipients(List<String> keys, List<String> domains) {
    domains.forEach(domain -> recipients.add("someone@" + domain));
    for (String key : keys) {
      if (key.endsWith("@")) {
        recipients.add(key + domains.get(domains.size() - 1));
      }
    }
  }

  /** Those of a table's keys first that may let somebody in; none that only turns away. */
  private List<String> keys(String name) {
    LookupTable table = scope.machine().table(name);
    List<String> lets = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (String key : table.keys()) {
      if (key.isEmpty() || key.equals("<>")) {
        continue;
      }
      switch (action(table, key)) {
        case PERMITS, RUNS -> lets.add(key);
        case GOES_ON, DEFERS_LATER -> rest.add(key);
        case REJECTS, LOST -> {}
      }
      if (lets.size() == MAX_KEYS) {
        break;
      }
    }
    lets.addAll(rest.subList(0, Math.min(rest.size(), MAX_KEYS - lets.size())));
    return lets;
  }

  private static AccessAction action(LookupTable table, String key) {
    return table.find(key).toOptional().orElse(Lookup.NOTHING) instanceof Lookup.Found found
        ? AccessAction.of(found.value())
        : AccessAction.GOES_ON;
  }

  /** Strangers of a network so wide that everybody finds a place in it. */
  private static List<Address> widelyTrusted(Prefix prefix) {
    // 224.0.0.0/3 is nobody's address.
    if (prefix.length() > 3 || prefix.contains(CLIENT) || prefix.base().equals(MULTICAST)) {
      return List.of();
    }
    Address base = prefix.base();
    return List.of(
        prefix.contains(CLIENT_V6)
            ? CLIENT_V6
            : base.family() == Family.V4
                ? Address.v4(base.low() + 0x0100_0001L)
                : new Address(Family.V6, base.high() | 1L << 56, 1));
  }
}
