/**
 * Files of nft and what they leave behind: tables with their chains, sets and rules, as the
 * commands make and remove them.
 */
@NullMarked
package dev.postern.firewall.nftables.load;

import org.jspecify.annotations.NullMarked;
