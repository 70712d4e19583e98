/**
 * The one boundary: the rules for an item, whichever way it comes. It turns JSON into commands, and checks commands. It
 * knows no HTTP and no Kafka.
 */
@NullMarked
package dev.loop.schemas.intake;

import org.jspecify.annotations.NullMarked;
