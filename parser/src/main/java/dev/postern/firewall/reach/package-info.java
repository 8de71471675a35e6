/** Who reaches a port, what slows them down, and what rules no packet meets. */
@NullMarked
package dev.postern.firewall.reach;

import org.jspecify.annotations.NullMarked;
