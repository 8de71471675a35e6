package dev.postern.firewall.nftables.load;

import java.util.List;

/**
 * Where the kernel calls a chain.
 *
 * @param type filter, nat or route
 * @param hook prerouting, input, forward, output, postrouting, ingress or egress
 * @param devices the interfaces of ingress and egress
 */
public record BaseChain(String type, String hook, int priority, List<String> devices) {
  public BaseChain {
    devices = List.copyOf(devices);
  }
}
