package dev.postern.firewall.walk;

import dev.postern.net.Networks;
import java.util.Optional;

/** Who comes by the interface of a virtual private network. */
@FunctionalInterface
public interface TunnelPeers {
  /** Of a host whose files tell nothing of its tunnels. */
  TunnelPeers UNKNOWN = (name, isPrefix) -> Optional.empty();

  /**
   * The addresses from which packets arrive by an interface; all others are dropped there. Empty
   * when no file tells.
   *
   * @param isPrefix whether every interface is meant whose name begins so
   */
  Optional<Networks> behind(String name, boolean isPrefix);
}
