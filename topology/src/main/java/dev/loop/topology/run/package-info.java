/** The running topology: settings, start and stop, placement of partitions, standbys. */
@NullMarked
package dev.loop.topology.run;

import org.jspecify.annotations.NullMarked;
