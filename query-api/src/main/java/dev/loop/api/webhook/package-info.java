/** Webhooks over HTTP: endpoints, their secrets, what was sent to them, and sending it again. */
@NullMarked
package dev.loop.api.webhook;

import org.jspecify.annotations.NullMarked;
