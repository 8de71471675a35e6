/** The language of nft(8) once it is read: terms, expressions and statements. */
@NullMarked
package dev.postern.firewall.nftables.syntax;

import org.jspecify.annotations.NullMarked;
