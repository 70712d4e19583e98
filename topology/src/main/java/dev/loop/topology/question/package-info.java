/** What one can ask of the stores, and what they answer: plain values, no Kafka and no HTTP in them. */
@NullMarked
package dev.loop.topology.question;

import org.jspecify.annotations.NullMarked;
