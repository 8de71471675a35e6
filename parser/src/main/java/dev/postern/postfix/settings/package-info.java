/**
 * What a daemon of Postfix runs with: parameters of a version, expanded for a service, and what
 * postconf prints of them.
 */
@NullMarked
package dev.postern.postfix.settings;

import org.jspecify.annotations.NullMarked;
