/** firewalld's files, made into the rules that its daemon loads. */
@NullMarked
package dev.postern.firewall.firewalld;

import org.jspecify.annotations.NullMarked;
