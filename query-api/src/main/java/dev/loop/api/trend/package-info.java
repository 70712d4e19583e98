/** Spikes: tags about which far more is said than at the same times of the weeks before. */
@NullMarked
package dev.loop.api.trend;

import org.jspecify.annotations.NullMarked;
