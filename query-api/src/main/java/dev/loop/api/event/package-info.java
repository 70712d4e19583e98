/** Events over HTTP, for who fetches them rather than has them sent. */
@NullMarked
package dev.loop.api.event;

import org.jspecify.annotations.NullMarked;
