/** Counts over HTTP. */
@NullMarked
package dev.loop.api.sentiment;

import org.jspecify.annotations.NullMarked;
