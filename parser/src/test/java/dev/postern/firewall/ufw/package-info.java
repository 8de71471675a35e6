@NullMarked
package dev.postern.firewall.ufw;

import org.jspecify.annotations.NullMarked;
