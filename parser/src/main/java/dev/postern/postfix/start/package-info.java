/** What Postfix's programs need to start and to take mail, and over what they end. */
@NullMarked
package dev.postern.postfix.start;

import org.jspecify.annotations.NullMarked;
