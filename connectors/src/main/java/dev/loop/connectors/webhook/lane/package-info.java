/** Decides whose turn it is: one queue for each endpoint, with its concurrency, its rate and its circuit breaker. */
@NullMarked
package dev.loop.connectors.webhook.lane;

import org.jspecify.annotations.NullMarked;
