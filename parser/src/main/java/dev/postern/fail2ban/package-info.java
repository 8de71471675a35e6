/**
 * fail2ban 0.9 to 1.1: its files, the jails they make, and whose failed logins those really ban.
 * The files' order, includes and interpolation follow configreader.py, configparserinc.py,
 * jailreader.py, filterreader.py and actionreader.py of fail2ban 1.0.2.
 */
@NullMarked
package dev.postern.fail2ban;

import org.jspecify.annotations.NullMarked;
