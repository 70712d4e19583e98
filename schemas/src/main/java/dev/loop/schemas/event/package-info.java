/** The events of changes: their types, their ids and their JSON. */
@NullMarked
package dev.loop.schemas.event;

import org.jspecify.annotations.NullMarked;
