/** From a change to what is to be delivered where. */
@NullMarked
package dev.loop.topology.webhook.fanout;

import org.jspecify.annotations.NullMarked;
