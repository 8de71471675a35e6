/**
 * The model of packet filters that every front end translates into: tables of chains at the
 * kernel's hooks, with rules.
 */
@NullMarked
package dev.postern.firewall.model;

import org.jspecify.annotations.NullMarked;
