/** The signatures of a request, by which a receiver knows that it comes from Loop, and their verification. */
@NullMarked
package dev.loop.connectors.webhook.signature;

import org.jspecify.annotations.NullMarked;
