/** When a processor is called without a record. */
@NullMarked
package dev.loop.topology.pulse;

import org.jspecify.annotations.NullMarked;
