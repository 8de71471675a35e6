/** Conditions on the posture: typed when they are read, three-valued when they are evaluated. */
@NullMarked
package dev.postern.policy.condition;

import org.jspecify.annotations.NullMarked;
