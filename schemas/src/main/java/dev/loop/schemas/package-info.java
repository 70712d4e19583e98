/** The topics and their values. */
@NullMarked
package dev.loop.schemas;

import org.jspecify.annotations.NullMarked;
