@NullMarked
package dev.postern.packages;

import org.jspecify.annotations.NullMarked;
