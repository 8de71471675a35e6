/** Whole files of iptables: saved rules, listings and scripts, each with the tables it leaves. */
@NullMarked
package dev.postern.firewall.iptables.load;

import org.jspecify.annotations.NullMarked;
