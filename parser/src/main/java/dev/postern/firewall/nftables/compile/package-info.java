/** Loaded rules as rules of the packet filter's model. */
@NullMarked
package dev.postern.firewall.nftables.compile;

import org.jspecify.annotations.NullMarked;
