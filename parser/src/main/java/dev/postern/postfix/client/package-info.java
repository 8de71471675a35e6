/** The SMTP and LMTP clients: where they log in, and what they do about TLS. */
@NullMarked
package dev.postern.postfix.client;

import org.jspecify.annotations.NullMarked;
