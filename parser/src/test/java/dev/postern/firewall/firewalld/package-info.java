@NullMarked
package dev.postern.firewall.firewalld;

import org.jspecify.annotations.NullMarked;
