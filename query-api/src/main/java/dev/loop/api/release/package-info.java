/** Releases, and what people said before and after one of them. */
@NullMarked
package dev.loop.api.release;

import org.jspecify.annotations.NullMarked;
