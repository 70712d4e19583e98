package dev.loop.api.limit;

import java.time.Duration;

/**
 * A number of calls in a window of time.
 *
 * @param name in {@code RateLimit-Policy}
 */
record Rule(String name, int most, Duration window) {}
