/** Counts of sentiment: cells, packed into pages, kept for all time and per minute, hour, day and week. */
@NullMarked
package dev.loop.topology.sentiment;

import org.jspecify.annotations.NullMarked;
