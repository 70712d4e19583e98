/** Live events of items, as a stream to clients. */
@NullMarked
package dev.loop.api.live;

import org.jspecify.annotations.NullMarked;
