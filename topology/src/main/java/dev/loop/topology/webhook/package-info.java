/** Webhooks: which endpoint gets which event, when it is tried again, and what the outcome was. */
@NullMarked
package dev.loop.topology.webhook;

import org.jspecify.annotations.NullMarked;
