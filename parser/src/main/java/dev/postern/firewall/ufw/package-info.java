/** ufw's files, loaded in the order in which ufw loads them at boot. */
@NullMarked
package dev.postern.firewall.ufw;

import org.jspecify.annotations.NullMarked;
