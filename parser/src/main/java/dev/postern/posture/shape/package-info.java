/**
 * What the model looks like from outside: the names and types by which policies ask and reports
 * print.
 */
@NullMarked
package dev.postern.posture.shape;

import org.jspecify.annotations.NullMarked;
