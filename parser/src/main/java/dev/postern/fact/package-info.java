/** Facts: values that know where they come from, and honest unknowns. */
@NullMarked
package dev.postern.fact;

import org.jspecify.annotations.NullMarked;
