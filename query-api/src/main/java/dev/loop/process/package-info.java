/** A running Loop: the parts of a process, their connections, and the order in which they start and end. */
@NullMarked
package dev.loop.process;

import org.jspecify.annotations.NullMarked;
