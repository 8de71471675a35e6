@NullMarked
package dev.postern.dovecot.layered;

import org.jspecify.annotations.NullMarked;
