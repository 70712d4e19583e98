/** The topics, and the shape of what is in them. */
@NullMarked
package dev.loop.schemas;

import org.jspecify.annotations.NullMarked;
