/** The iptables-save and ipset-save languages, read into the packet-filter model. */
@NullMarked
package dev.postern.firewall.iptables;

import org.jspecify.annotations.NullMarked;
