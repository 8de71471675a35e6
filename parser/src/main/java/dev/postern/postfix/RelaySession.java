package dev.postern.postfix;

import dev.postern.net.Address;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that a stranger tries to hand in, without a login.
 *
 * @param helo the name that the client gives itself; empty when it gives none
 * @param authorised whether the recipient is the host's own; a foreign one is a relay attempt
 */
record RelaySession(
    Address client, String helo, String sender, String recipient, boolean authorised) {

  /** Whether the client gives an address without brackets as its name. */
  boolean greetsAsAddress() {
    return Address.parse(helo).isPresent();
  }

  /** The keys by which an access table is asked for an address (access(5)). */
  static List<String> addressKeys(String address) {
    String lower = Text.lower(address);
    int at = lower.lastIndexOf('@');
    List<String> keys = new ArrayList<>();
    keys.add(lower);
    if (at >= 0) {
      keys.addAll(domainKeys(lower.substring(at + 1)));
      keys.add(lower.substring(0, at + 1));
    }
    return keys;
  }

  /** The keys for a domain: itself and its parents, with and without the leading dot. */
  static List<String> domainKeys(String domain) {
    List<String> keys = new ArrayList<>();
    String rest = Text.lower(domain);
    keys.add(rest);
    for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
      keys.add(rest.substring(dot));
      rest = rest.substring(dot + 1);
      keys.add(rest);
    }
    return keys;
  }

  /** The keys for an address of IPv4: itself and the networks at its dots. */
  List<String> clientKeys() {
    List<String> keys = new ArrayList<>(List.of("unknown"));
    String rest = client.toString();
    keys.add(rest);
    for (int dot = rest.lastIndexOf('.'); dot > 0; dot = rest.lastIndexOf('.')) {
      rest = rest.substring(0, dot);
      keys.add(rest);
    }
    return keys;
  }
}
