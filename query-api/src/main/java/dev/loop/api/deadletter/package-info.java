/** Dead letters over HTTP: reading, and another try. */
@NullMarked
package dev.loop.api.deadletter;

import org.jspecify.annotations.NullMarked;
