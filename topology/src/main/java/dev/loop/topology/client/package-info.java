/** Kafka clients that behave as the parts of Loop need. */
@NullMarked
package dev.loop.topology.client;

import org.jspecify.annotations.NullMarked;
