package dev.postern.firewall.nftables;

import java.util.List;

/**
 * Where the kernel calls a chain.
 *
 * @param type filter, nat or route
 * @param hook prerouting, input, forward, output, postrouting, ingress or egress
 * @param devices the interfaces of ingress and egress
 */
record BaseChain(String type, String hook, int priority, List<String> devices) {
  BaseChain {
    devices = List.copyOf(devices);
  }
}
