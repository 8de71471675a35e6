/** Files as they were given: text, positions, problems, and which files make one host. */
@NullMarked
package dev.postern.source;

import org.jspecify.annotations.NullMarked;
