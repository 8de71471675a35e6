/** What becomes of mail: who may send it, where it goes. */
@NullMarked
package dev.postern.posture.mail;

import org.jspecify.annotations.NullMarked;
