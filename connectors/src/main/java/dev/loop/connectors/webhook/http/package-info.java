/** One request to one endpoint: what is sent, how long is waited, and what became of it. */
@NullMarked
package dev.loop.connectors.webhook.http;

import org.jspecify.annotations.NullMarked;
