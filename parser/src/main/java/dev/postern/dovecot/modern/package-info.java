/** Settings of Dovecot 2.4: sections are filters in a tree, and the one created last wins. */
@NullMarked
package dev.postern.dovecot.modern;

import org.jspecify.annotations.NullMarked;
