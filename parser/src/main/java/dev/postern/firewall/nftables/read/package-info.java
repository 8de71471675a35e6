/** Statements, expressions and named objects from their words. */
@NullMarked
package dev.postern.firewall.nftables.read;

import org.jspecify.annotations.NullMarked;
