package dev.loop.connectors.delivery.lane;

import org.jspecify.annotations.Nullable;

/**
 * Limits that the owner of an endpoint has set.
 *
 * @param concurrency requests under way at once, at least 1
 * @param perSecond requests a second; null for no limit
 */
public record LaneLimits(int concurrency, @Nullable Integer perSecond) {}
