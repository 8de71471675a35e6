/** The packet filter as nft(8) loads it: text and JSON, read as nftables 1.0.6 does. */
@NullMarked
package dev.postern.firewall.nftables;

import org.jspecify.annotations.NullMarked;
