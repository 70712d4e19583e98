/** The index of what messages say, one for each partition, beside the items of its store. */
@NullMarked
package dev.loop.topology.search;

import org.jspecify.annotations.NullMarked;
