/** What servers and clients of Postfix share of TLS. */
@NullMarked
package dev.postern.postfix.tls;

import org.jspecify.annotations.NullMarked;
