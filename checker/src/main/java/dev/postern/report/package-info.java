/** Reports: one renderer a file, from a finished result to bytes. */
@NullMarked
package dev.postern.report;

import org.jspecify.annotations.NullMarked;
