/** Formulas that the topology and the answers share. */
@NullMarked
package dev.loop.topology.statistics;

import org.jspecify.annotations.NullMarked;
