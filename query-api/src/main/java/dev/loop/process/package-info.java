/** A running Loop: which parts a process has, how they are put together, and in which order they start and end. */
@NullMarked
package dev.loop.process;

import org.jspecify.annotations.NullMarked;
