/** What stands where in the headers of a packet, and what a match of some of their bits means. */
@NullMarked
package dev.postern.firewall.header;

import org.jspecify.annotations.NullMarked;
