/** Restriction lists, played through for strangers who want to send mail through the server. */
@NullMarked
package dev.postern.postfix.relay;

import org.jspecify.annotations.NullMarked;
