/** When something is tried: the delays between attempts, and the circuit breaker. Pure functions of what is passed in. */
@NullMarked
package dev.loop.topology.webhook.schedule;

import org.jspecify.annotations.NullMarked;
