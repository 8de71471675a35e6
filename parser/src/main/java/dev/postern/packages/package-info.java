/** What is installed on a host, as the package databases among its files tell it. */
@NullMarked
package dev.postern.packages;

import org.jspecify.annotations.NullMarked;
