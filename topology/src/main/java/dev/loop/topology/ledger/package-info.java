/** Commands in, changes out: the one place where an item is made, changed or forgotten. */
@NullMarked
package dev.loop.topology.ledger;

import org.jspecify.annotations.NullMarked;
