/** The client of the HTTP API: {@link dev.loop.client.Loop}. */
@NullMarked
package dev.loop.client;

import org.jspecify.annotations.NullMarked;
