/** The way of packets through the tables, for all packets at once. */
@NullMarked
package dev.postern.firewall.walk;

import org.jspecify.annotations.NullMarked;
