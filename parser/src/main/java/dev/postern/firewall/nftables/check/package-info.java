/** What nft and the kernel refuse of what was loaded. */
@NullMarked
package dev.postern.firewall.nftables.check;

import org.jspecify.annotations.NullMarked;
