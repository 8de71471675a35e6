/** The policy language: rules as data, three-valued verdicts with evidence and witness. */
@NullMarked
package dev.postern.policy;

import org.jspecify.annotations.NullMarked;
