package dev.loop.api.limit;

import java.time.Duration;

/**
 * The result of a count.
 *
 * @param rule the rule with the least left
 * @param left after this one
 * @param reset time until the whole limit is left again
 */
record RateLimitResult(boolean allowed, Rule rule, int left, Duration reset) {}
