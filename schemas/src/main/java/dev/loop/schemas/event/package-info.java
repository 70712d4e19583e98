/** What is told to the outside about a change: the types of events, their ids and their JSON. */
@NullMarked
package dev.loop.schemas.event;

import org.jspecify.annotations.NullMarked;
