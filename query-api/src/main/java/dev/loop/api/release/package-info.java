/** Releases, and what people said before and after each. */
@NullMarked
package dev.loop.api.release;

import org.jspecify.annotations.NullMarked;
