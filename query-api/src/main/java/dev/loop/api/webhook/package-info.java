/** Webhooks over HTTP: endpoints, their secrets, deliveries, and replays. */
@NullMarked
package dev.loop.api.webhook;

import org.jspecify.annotations.NullMarked;
