/** What a daemon does on its host, out of sight of the network. */
@NullMarked
package dev.postern.posture.daemon;

import org.jspecify.annotations.NullMarked;
