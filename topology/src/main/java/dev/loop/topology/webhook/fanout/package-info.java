/** Turns a change into the deliveries that it causes. */
@NullMarked
package dev.loop.topology.webhook.fanout;

import org.jspecify.annotations.NullMarked;
