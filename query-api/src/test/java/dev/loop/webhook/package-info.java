/** Webhooks over a real broker and real sockets. */
@NullMarked
package dev.loop.webhook;

import org.jspecify.annotations.NullMarked;
