package dev.loop.api.limit;

import java.time.Duration;

/**
 * So many in so long.
 *
 * @param name in {@code RateLimit-Policy}
 */
record Rule(String name, int most, Duration window) {}
