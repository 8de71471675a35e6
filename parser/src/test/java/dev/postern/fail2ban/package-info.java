/** What the installed fail2ban makes of configurations, and what Postern does. */
@NullMarked
package dev.postern.fail2ban;

import org.jspecify.annotations.NullMarked;
