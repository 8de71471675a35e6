/** The language of iptables-save: lines, words, options and the extensions they belong to. */
@NullMarked
package dev.postern.firewall.iptables.syntax;

import org.jspecify.annotations.NullMarked;
