/** A feedback item: its identifier and its one JSON form. */
@NullMarked
package dev.loop.schemas.item;

import org.jspecify.annotations.NullMarked;
