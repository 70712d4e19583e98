/** Questions to the stores and their answers: plain values, without Kafka and HTTP. */
@NullMarked
package dev.loop.topology.question;

import org.jspecify.annotations.NullMarked;
