/** Kafka consumers that read without a group. */
@NullMarked
package dev.loop.schemas.client;

import org.jspecify.annotations.NullMarked;
