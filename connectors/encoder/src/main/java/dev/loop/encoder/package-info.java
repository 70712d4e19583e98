/** The encoder: a text comes in, the vectors of its pieces and its language go out. */
@NullMarked
package dev.loop.encoder;

import org.jspecify.annotations.NullMarked;
