@NullMarked
package dev.postern.firewall.pf;

import org.jspecify.annotations.NullMarked;
