/** The present faults of an instance, with their remedies, for operators. */
@NullMarked
package dev.loop.topology.cause;

import org.jspecify.annotations.NullMarked;
