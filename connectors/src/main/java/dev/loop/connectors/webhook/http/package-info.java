/** One request to one endpoint: its content, its deadlines, and its outcome. */
@NullMarked
package dev.loop.connectors.webhook.http;

import org.jspecify.annotations.NullMarked;
