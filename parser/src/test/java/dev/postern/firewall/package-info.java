/** Tests of the packet-filter model. */
@NullMarked
package dev.postern.firewall;

import org.jspecify.annotations.NullMarked;
