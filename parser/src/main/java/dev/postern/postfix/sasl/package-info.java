/** Logins by SASL: mechanisms, security options and the servers that check passwords. */
@NullMarked
package dev.postern.postfix.sasl;

import org.jspecify.annotations.NullMarked;
