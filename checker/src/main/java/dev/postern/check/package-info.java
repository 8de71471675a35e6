/** Judging hosts: from posture and policy to one report, its waivers and its exit status. */
@NullMarked
package dev.postern.check;

import org.jspecify.annotations.NullMarked;
