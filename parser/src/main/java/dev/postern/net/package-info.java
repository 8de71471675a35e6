/** Addresses, prefixes and networks, without any name lookup. */
@NullMarked
package dev.postern.net;

import org.jspecify.annotations.NullMarked;
