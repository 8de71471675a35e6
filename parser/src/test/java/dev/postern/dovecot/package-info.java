@NullMarked
package dev.postern.dovecot;

import org.jspecify.annotations.NullMarked;
