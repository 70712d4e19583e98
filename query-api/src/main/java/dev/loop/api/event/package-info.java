/** Events over HTTP, for clients that pull them. */
@NullMarked
package dev.loop.api.event;

import org.jspecify.annotations.NullMarked;
