/** The Kafka Streams topology: what happens to a command, and what is kept of it. */
@NullMarked
package dev.loop.topology;

import org.jspecify.annotations.NullMarked;
