package dev.loop.topology.webhook;

import java.time.Duration;
import java.util.List;

/**
 * The settings by which deliveries are tried.
 *
 * @param delays the wait before each attempt, the first included; there are as many attempts as delays
 * @param longestRetryAfter the longest time that a receiver's {@code Retry-After} can put an attempt off
 * @param window how many deliveries to one endpoint are with the sender at once
 * @param pauses the pauses of an endpoint that fails
 * @param disableAfter an endpoint that does nothing but fail for this long is disabled
 * @param kept how long things are kept
 * @param hearing how long an outcome of a dispatch is waited for
 */
public record WebhookSettings(
        List<Duration> delays,
        Duration longestRetryAfter,
        int window,
        Pauses pauses,
        Duration disableAfter,
        Kept kept,
        Hearing hearing) {

    /**
     * @param failures failed attempts in a row before an endpoint is paused
     * @param first length of the first pause; each further one in a row is twice as long
     * @param longest length of the longest pause
     */
    public record Pauses(int failures, Duration first, Duration longest) {}

    /**
     * @param retention how long deliveries and attempts are kept
     * @param deletedAfter an endpoint that is missing in {@code webhook-endpoints} for this long, without its deletion
     *     having been seen, loses its deliveries
     */
    public record Kept(Duration retention, Duration deletedAfter) {}

    /**
     * @param within a dispatch that has no outcome for this long, while later ones to its endpoint have theirs, is sent
     *     again as a possible duplicate. Far longer than a request and a rebalance of the senders take
     * @param silence an endpoint whose dispatches have no outcome at all for this long gets one of them again, to find
     *     out whether they are lost or no sender is running. Each further time takes twice as long
     */
    public record Hearing(Duration within, Duration silence) {}

    /** The delays of the contract: six attempts in a little more than eight and a half hours. */
    public static final List<Duration> DELAYS = List.of(
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6));

    private static final WebhookSettings DEFAULTS = new WebhookSettings(
            DELAYS,
            Duration.ofHours(1),
            512,
            new Pauses(5, Duration.ofSeconds(10), Duration.ofMinutes(1)),
            Duration.ofDays(5),
            new Kept(Duration.ofDays(30), Duration.ofHours(1)),
            new Hearing(Duration.ofMinutes(10), Duration.ofHours(1)));

    public WebhookSettings {
        delays = List.copyOf(delays);
        if (delays.isEmpty() || delays.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("delays must name at least one delay, and none below zero: " + delays);
        }
        if (window < 1 || pauses.failures() < 1) {
            throw new IllegalArgumentException("window and failures before a pause must be at least 1");
        }
    }

    public static WebhookSettings defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these settings with another schedule. The breaker's pauses shrink with it: none is longer than the
     * longest delay.
     */
    public WebhookSettings withDelays(List<Duration> others) {
        Duration longest = others.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        Duration shortest = Duration.ofMillis(Math.max(100, longest.toMillis() / 10));
        Pauses shortened = new Pauses(
                pauses.failures(),
                shorter(pauses.first(), shortest),
                shorter(pauses.longest(), longest.compareTo(shortest) < 0 ? shortest : longest));
        return new WebhookSettings(others, longestRetryAfter, window, shortened, disableAfter, kept, hearing);
    }

    public WebhookSettings withWindow(int other) {
        return new WebhookSettings(delays, longestRetryAfter, other, pauses, disableAfter, kept, hearing);
    }

    public WebhookSettings withDisableAfter(Duration other) {
        return new WebhookSettings(delays, longestRetryAfter, window, pauses, other, kept, hearing);
    }

    public WebhookSettings withRetention(Duration other) {
        Kept others = new Kept(other, kept.deletedAfter());
        return new WebhookSettings(delays, longestRetryAfter, window, pauses, disableAfter, others, hearing);
    }

    public WebhookSettings withHearing(Hearing other) {
        return new WebhookSettings(delays, longestRetryAfter, window, pauses, disableAfter, kept, other);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
