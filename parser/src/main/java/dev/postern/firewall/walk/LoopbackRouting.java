package dev.postern.firewall.walk;

import dev.postern.fact.Fact;
import dev.postern.net.Family;
import java.util.function.Supplier;

/**
 * Whether a kernel takes connections from outside that rules have sent on to a loopback address.
 */
@FunctionalInterface
public interface LoopbackRouting {
  /** pf marks what it has sent there, and its kernels take what is marked: pf.conf(5). */
  LoopbackRouting OF_PF = family -> Fact.known(true);

  /** Whether it does for a family; asked when a rule sends something there, not before. */
  Fact<Boolean> takes(Family family);

  /**
   * Linux takes 127.0.0.0/8 where {@code route_localnet} of the interface says so, and never ::1:
   * ip-sysctl of its documentation, and tried with 6.18.
   *
   * @param routesLocalnet what the host's files say of {@code net.ipv4.conf.*.route_localnet}
   */
  static LoopbackRouting ofLinux(Supplier<Fact<Boolean>> routesLocalnet) {
    return family -> family == Family.V4 ? routesLocalnet.get() : Fact.known(false);
  }

  /** Linux, of which no file tells more. */
  static LoopbackRouting unknown() {
    return ofLinux(
        () ->
            Fact.unknown(
                "whether the kernel takes connections to 127.0.0.1 from outside (net.ipv4.conf.all.route_localnet)"));
  }
}
