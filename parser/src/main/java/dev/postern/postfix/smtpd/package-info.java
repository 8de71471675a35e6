/** Each service of smtpd as a client meets it. */
@NullMarked
package dev.postern.postfix.smtpd;

import org.jspecify.annotations.NullMarked;
