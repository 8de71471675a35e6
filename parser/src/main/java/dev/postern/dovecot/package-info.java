/**
 * What a Dovecot does on the network and on its host: settings to posture. Text to statements and
 * statements to effective settings, as doveconf has them, stand in the packages below.
 */
@NullMarked
package dev.postern.dovecot;

import org.jspecify.annotations.NullMarked;
