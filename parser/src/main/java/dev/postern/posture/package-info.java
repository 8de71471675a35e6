/** What a mail host does on the network, in words no daemon owns. */
@NullMarked
package dev.postern.posture;

import org.jspecify.annotations.NullMarked;
