/** Lookup tables that can be read: what a key yields, or why nobody can tell from the files. */
@NullMarked
package dev.postern.postfix.table;

import org.jspecify.annotations.NullMarked;
