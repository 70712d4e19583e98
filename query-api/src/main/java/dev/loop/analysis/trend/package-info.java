/** Spikes of negative feedback: hourly counts, the baseline they are held against, incidents. */
@NullMarked
package dev.loop.analysis.trend;

import org.jspecify.annotations.NullMarked;
