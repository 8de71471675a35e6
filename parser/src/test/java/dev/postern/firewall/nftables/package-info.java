/** Tests of the packet-filter front ends. */
@NullMarked
package dev.postern.firewall.nftables;

import org.jspecify.annotations.NullMarked;
