/**
 * Packet filters: one model for every language they are written in, and which sources reach a port
 * through them.
 */
@NullMarked
package dev.postern.firewall;

import org.jspecify.annotations.NullMarked;
