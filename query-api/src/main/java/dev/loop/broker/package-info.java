/** Kafka: the embedded broker of the one-process mode, and the topics on whichever cluster is used. */
@NullMarked
package dev.loop.broker;

import org.jspecify.annotations.NullMarked;
