/**
 * Finds the hosts below a path and joins what their daemons and packet filter say into one posture
 * each.
 */
@NullMarked
package dev.postern.host;

import org.jspecify.annotations.NullMarked;
