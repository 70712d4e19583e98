/** Small compacted topics, held whole in memory by every instance. */
@NullMarked
package dev.loop.api.control;

import org.jspecify.annotations.NullMarked;
