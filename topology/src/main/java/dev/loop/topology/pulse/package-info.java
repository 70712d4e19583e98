/** The clock that calls processors without a record. */
@NullMarked
package dev.loop.topology.pulse;

import org.jspecify.annotations.NullMarked;
