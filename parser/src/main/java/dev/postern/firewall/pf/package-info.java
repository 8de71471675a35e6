/** pf.conf(5), the packet filter of OpenBSD, FreeBSD and their kin. */
@NullMarked
package dev.postern.firewall.pf;

import org.jspecify.annotations.NullMarked;
