/**
 * The one boundary: what an item must look like to be taken in, whichever way it comes. JSON to command, the rules on a
 * command, and an item back to JSON. No HTTP and no Kafka in it.
 */
@NullMarked
package dev.loop.schemas.intake;

import org.jspecify.annotations.NullMarked;
