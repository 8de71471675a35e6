/** What expressions of nft come to: sets of numbers and addresses, and what compares with them. */
@NullMarked
package dev.postern.firewall.nftables.value;

import org.jspecify.annotations.NullMarked;
