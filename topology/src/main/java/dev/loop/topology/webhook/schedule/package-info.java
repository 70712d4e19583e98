/** The schedule of attempts: the delays between them, and the circuit breaker. Pure functions of their arguments. */
@NullMarked
package dev.loop.topology.webhook.schedule;

import org.jspecify.annotations.NullMarked;
