/** Postfix: main.cf and master.cf as text, as effective values, as posture. */
@NullMarked
package dev.postern.postfix;

import org.jspecify.annotations.NullMarked;
