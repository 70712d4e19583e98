/** Ways in and out. */
@NullMarked
package dev.loop.connectors;

import org.jspecify.annotations.NullMarked;
