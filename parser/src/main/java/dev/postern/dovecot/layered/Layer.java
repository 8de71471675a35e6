package dev.postern.dovecot.layered;

import dev.postern.dovecot.settings.Filter;
import dev.postern.source.Span;

/**
 * What was written inside one filter.
 *
 * @param place where the filter was first opened; of the global settings, the main file's start
 */
record Layer(Filter filter, Section root, Span place) {}
