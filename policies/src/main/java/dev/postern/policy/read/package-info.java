/** Rules and packs: read from YAML or from the compiled library, checked, chosen. */
@NullMarked
package dev.postern.policy.read;

import org.jspecify.annotations.NullMarked;
