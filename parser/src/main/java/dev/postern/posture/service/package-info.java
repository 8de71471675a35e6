/** What runs on a host, in which version, and what it speaks. */
@NullMarked
package dev.postern.posture.service;

import org.jspecify.annotations.NullMarked;
