/**
 * One rule of iptables: its matches and target as the packet filter's model has them, and what is
 * refused.
 */
@NullMarked
package dev.postern.firewall.iptables.rule;

import org.jspecify.annotations.NullMarked;
