/** The topics read back: events, changes, dead letters. */
@NullMarked
package dev.loop.history;

import org.jspecify.annotations.NullMarked;
