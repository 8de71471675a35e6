/** Tests of the packet-filter front ends. */
@NullMarked
package dev.postern.firewall.iptables;

import org.jspecify.annotations.NullMarked;
