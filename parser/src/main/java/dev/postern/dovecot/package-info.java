/**
 * Dovecot: text to statements, statements to effective settings as doveconf has them, settings to
 * posture.
 */
@NullMarked
package dev.postern.dovecot;

import org.jspecify.annotations.NullMarked;
