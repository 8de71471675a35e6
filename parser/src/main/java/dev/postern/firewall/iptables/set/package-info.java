/** Sets of ipset(8): what a file of commands leaves in them. */
@NullMarked
package dev.postern.firewall.iptables.set;

import org.jspecify.annotations.NullMarked;
