/** The state store of one partition: items by id and by time, and the cells that count them. */
@NullMarked
package dev.loop.topology.store;

import org.jspecify.annotations.NullMarked;
