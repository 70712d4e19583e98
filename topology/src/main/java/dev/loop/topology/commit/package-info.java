/** Commits that come early: at the pace of the work, not of a clock. */
@NullMarked
package dev.loop.topology.commit;

import org.jspecify.annotations.NullMarked;
