package dev.loop.topology.webhook;

import java.time.Duration;
import java.util.List;

/**
 * How deliveries are tried.
 *
 * @param delays before each attempt, the first included; as many attempts as there are delays
 * @param longestRetryAfter the most that a receiver's {@code Retry-After} can put an attempt off
 * @param window how many deliveries to one endpoint are with the sender at once
 * @param pauses of an endpoint that fails
 * @param disableAfter how long nothing but failures may come back before an endpoint is disabled
 * @param kept how long things are kept
 * @param hearing how long is waited for what became of a dispatch
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
     * @param failures attempts in a row that fail before an endpoint is paused
     * @param first of the first pause; each further one in a row is twice as long
     * @param longest of a pause
     */
    public record Pauses(int failures, Duration first, Duration longest) {}

    /**
     * @param retention of deliveries and attempts
     * @param deletedAfter how long an endpoint may be missing in {@code webhook-endpoints}, without its deletion having
     *     been seen, before its deliveries go
     */
    public record Kept(Duration retention, Duration deletedAfter) {}

    /**
     * @param within how long a dispatch may go without an outcome while later ones to its endpoint have theirs; then it
     *     is sent again as a possible duplicate. Far longer than a request and a rebalance of the senders take
     * @param silence how long nothing at all is heard of what was dispatched to an endpoint before one of it is sent
     *     again, to find out: all of it may be lost, or no sender may be running. Each further time takes twice as long
     */
    public record Hearing(Duration within, Duration silence) {}

    /** The delays of the contract: six attempts in somewhat more than eight and a half hours. */
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

    /** With another schedule. Pauses of the breaker are shortened with it: none is longer than the longest delay. */
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
