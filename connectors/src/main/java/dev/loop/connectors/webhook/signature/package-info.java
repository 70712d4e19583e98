/** How a receiver knows that a request is ours: the signatures of a request, and their verification. */
@NullMarked
package dev.loop.connectors.webhook.signature;

import org.jspecify.annotations.NullMarked;
