/** The way out over HTTP: takes what is due from {@code webhook-dispatch}, sends it, tells what became of it. */
@NullMarked
package dev.loop.connectors.webhook;

import org.jspecify.annotations.NullMarked;
