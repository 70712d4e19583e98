/** What is wrong at present, with what to do about it, for those who watch over an instance. */
@NullMarked
package dev.loop.topology.cause;

import org.jspecify.annotations.NullMarked;
