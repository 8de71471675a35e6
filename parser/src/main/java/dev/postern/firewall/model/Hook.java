package dev.postern.firewall.model;

import dev.postern.source.Order;
import java.util.Comparator;

/**
 * Where the kernel calls a base chain.
 *
 * @param priority lower is earlier at the same point; linux/netfilter_ipv4.h has the usual numbers
 */
public record Hook(Point point, Type type, int priority) implements Comparable<Hook> {

  /** Connection tracking sees an arriving or leaving packet here: NF_IP_PRI_CONNTRACK. */
  public static final int CONNECTION_TRACKING = -200;

  private static final Comparator<Hook> ORDER = Order.by(Hook::point).then(Hook::priority);

  /** In the order in which a packet passes, whichever of them it passes. */
  public enum Point {
    /** On an interface, before anything else: netfilter_netdev.h. */
    INGRESS,
    PREROUTING,
    INPUT,
    FORWARD,
    OUTPUT,
    POSTROUTING,
    EGRESS
  }

  /** Chains of type NAT see the first packet of a tracked connection only. */
  public enum Type {
    FILTER,
    NAT
  }

  @Override
  public int compareTo(Hook other) {
    return ORDER.compare(this, other);
  }
}
