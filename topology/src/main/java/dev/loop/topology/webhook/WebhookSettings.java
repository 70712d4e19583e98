package dev.loop.topology.webhook;

import java.time.Duration;
import java.util.List;

/**
 * How deliveries are tried.
 *
 * @param delays before each attempt, the first included; as many attempts as there are delays
 * @param longestRetryAfter the most that a receiver's {@code Retry-After} can put an attempt off
 * @param window how many deliveries to one endpoint are with the sender at once
 * @param breakerFailures attempts in a row that fail before an endpoint is paused
 * @param firstCooldown of the first pause; each further one in a row is twice as long
 * @param longestCooldown of a pause
 * @param disableAfter how long nothing but failures may come back before an endpoint is disabled
 * @param retention how long deliveries and attempts are kept
 * @param deletedAfter how long an endpoint may be missing in {@code webhook-endpoints}, without its deletion having been
 *     seen, before its deliveries go
 * @param outcomeWithin how long a dispatch may go without an outcome while later ones to its endpoint have theirs; then it
 *     is sent again as a possible duplicate. Far longer than a request and a rebalance of the senders take
 * @param silenceAfter how long nothing at all is heard of what was dispatched to an endpoint before one of it is sent
 *     again, to find out: all of it may be lost, or no sender may be running. Each further time takes twice as long
 */
public record WebhookSettings(
        List<Duration> delays,
        Duration longestRetryAfter,
        int window,
        int breakerFailures,
        Duration firstCooldown,
        Duration longestCooldown,
        Duration disableAfter,
        Duration retention,
        Duration deletedAfter,
        Duration outcomeWithin,
        Duration silenceAfter) {

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
            5,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofDays(5),
            Duration.ofDays(30),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1));

    public WebhookSettings {
        delays = List.copyOf(delays);
        if (delays.isEmpty() || delays.stream().anyMatch(Duration::isNegative)) {
            throw new IllegalArgumentException("delays must name at least one delay, and none below zero: " + delays);
        }
        if (window < 1 || breakerFailures < 1) {
            throw new IllegalArgumentException("window and breakerFailures must be at least 1");
        }
    }

    public static WebhookSettings defaults() {
        return DEFAULTS;
    }

    /** With another schedule. Pauses of the breaker are shortened with it: none is longer than the longest delay. */
    public WebhookSettings withDelays(List<Duration> others) {
        Duration longest = others.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        Duration shortest = Duration.ofMillis(Math.max(100, longest.toMillis() / 10));
        return new WebhookSettings(
                others,
                longestRetryAfter,
                window,
                breakerFailures,
                shorter(firstCooldown, shortest),
                shorter(longestCooldown, longest.compareTo(shortest) < 0 ? shortest : longest),
                disableAfter,
                retention,
                deletedAfter,
                outcomeWithin,
                silenceAfter);
    }

    public WebhookSettings withWindow(int other) {
        return new WebhookSettings(
                delays,
                longestRetryAfter,
                other,
                breakerFailures,
                firstCooldown,
                longestCooldown,
                disableAfter,
                retention,
                deletedAfter,
                outcomeWithin,
                silenceAfter);
    }

    public WebhookSettings withDisableAfter(Duration other) {
        return new WebhookSettings(
                delays,
                longestRetryAfter,
                window,
                breakerFailures,
                firstCooldown,
                longestCooldown,
                other,
                retention,
                deletedAfter,
                outcomeWithin,
                silenceAfter);
    }

    public WebhookSettings withRetention(Duration other) {
        return new WebhookSettings(
                delays,
                longestRetryAfter,
                window,
                breakerFailures,
                firstCooldown,
                longestCooldown,
                disableAfter,
                other,
                deletedAfter,
                outcomeWithin,
                silenceAfter);
    }

    public WebhookSettings withOverdue(Duration otherOutcomeWithin, Duration otherSilenceAfter) {
        return new WebhookSettings(
                delays,
                longestRetryAfter,
                window,
                breakerFailures,
                firstCooldown,
                longestCooldown,
                disableAfter,
                retention,
                deletedAfter,
                otherOutcomeWithin,
                otherSilenceAfter);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
