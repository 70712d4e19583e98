/** The way out over HTTP: takes what is due from {@code webhook-dispatch}, sends it, and writes the outcome. */
@NullMarked
package dev.loop.connectors.webhook;

import org.jspecify.annotations.NullMarked;
