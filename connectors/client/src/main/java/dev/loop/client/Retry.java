package dev.loop.client;

import java.time.Duration;

/**
 * An attempt that failed and is made again.
 *
 * @param attempt 1 for the first
 * @param pause before the next
 */
public record Retry(int attempt, Duration pause, LoopException cause) {}
