package dev.loop.api.limit;

import java.time.Duration;

/**
 * What a count came to.
 *
 * @param rule the one of which the least is left
 * @param left after this one
 * @param reset until as much as ever is left
 */
record Verdict(boolean allowed, Rule rule, int left, Duration reset) {}
