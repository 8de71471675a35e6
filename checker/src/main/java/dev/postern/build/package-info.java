/** What is done to the class files when the jar is made; nothing of it is in the jar. */
@NullMarked
package dev.postern.build;

import org.jspecify.annotations.NullMarked;
