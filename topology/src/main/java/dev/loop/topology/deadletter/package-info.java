/** Records that the topology refuses, kept with their bytes and the reason. */
@NullMarked
package dev.loop.topology.deadletter;

import org.jspecify.annotations.NullMarked;
