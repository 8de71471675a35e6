/** How one endpoint encrypts. */
@NullMarked
package dev.postern.posture.tls;

import org.jspecify.annotations.NullMarked;
