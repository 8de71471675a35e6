/**
 * The text of Dovecot's files: statements, as they stand, and what the files tell of the version.
 */
@NullMarked
package dev.postern.dovecot.syntax;

import org.jspecify.annotations.NullMarked;
