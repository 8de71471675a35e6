/** The tables of facts that the program brings. */
@NullMarked
package dev.postern.data;

import org.jspecify.annotations.NullMarked;
