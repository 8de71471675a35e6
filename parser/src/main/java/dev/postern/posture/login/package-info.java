/** How users log in, and who knows their passwords. */
@NullMarked
package dev.postern.posture.login;

import org.jspecify.annotations.NullMarked;
