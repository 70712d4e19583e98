/** The Kafka Streams topology, which applies commands and keeps their results. */
@NullMarked
package dev.loop.topology;

import org.jspecify.annotations.NullMarked;
