/** Settings to Dovecot 2.3: a layer for each filter, the most specific on top. */
@NullMarked
package dev.postern.dovecot.layered;

import org.jspecify.annotations.NullMarked;
