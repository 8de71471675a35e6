/** What tests of several packages share. */
@NullMarked
package dev.postern.testing;

import org.jspecify.annotations.NullMarked;
