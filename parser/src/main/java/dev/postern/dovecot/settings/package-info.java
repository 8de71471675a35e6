/**
 * What the two languages of Dovecot's settings share: names and types, filters and scopes,
 * includes, what is checked and shown alike.
 */
@NullMarked
package dev.postern.dovecot.settings;

import org.jspecify.annotations.NullMarked;
