/** Structured texts with positions, and mistakes that name them. */
@NullMarked
package dev.postern.policy.yaml;

import org.jspecify.annotations.NullMarked;
