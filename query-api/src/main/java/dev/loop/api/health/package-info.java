/** Probes and metrics. */
@NullMarked
package dev.loop.api.health;

import org.jspecify.annotations.NullMarked;
