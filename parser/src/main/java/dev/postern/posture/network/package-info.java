/** Who reaches an endpoint, and how often. */
@NullMarked
package dev.postern.posture.network;

import org.jspecify.annotations.NullMarked;
