/** The text of main.cf and master.cf: logical lines, assignments and entries, as they stand. */
@NullMarked
package dev.postern.postfix.syntax;

import org.jspecify.annotations.NullMarked;
