package dev.postern.firewall.walk;

import dev.postern.net.Address;
import dev.postern.net.Family;
import java.util.List;
import java.util.Optional;

/** What a host's files tell of addresses beside its rules. */
public interface HostAddresses {
  /** Of a host whose files tell nothing. */
  HostAddresses UNKNOWN =
      new HostAddresses() {
        @Override
        public List<Address> own(Family family) {
          return List.of();
        }

        @Override
        public boolean isComplete(Family family) {
          return false;
        }

        @Override
        public Optional<Boolean> isOwn(Address address) {
          return Optional.empty();
        }
      };

  /** The addresses that its interfaces get at boot, loopback and link-local ones left out. */
  List<Address> own(Family family);

  /** Whether these are all. */
  boolean isComplete(Family family);

  /** Whether an address is the host's own; empty when no file tells. */
  Optional<Boolean> isOwn(Address address);
}
