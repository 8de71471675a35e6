/** The cases that stand beside every rule. */
@NullMarked
package dev.postern.policy.cases;

import org.jspecify.annotations.NullMarked;
