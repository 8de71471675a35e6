@NullMarked
package dev.postern.dovecot.modern;

import org.jspecify.annotations.NullMarked;
