package dev.loop.topology.webhook.delivery;

import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.topology.webhook.schedule.RetrySchedule;
import java.util.OptionalLong;

/** The meaning of a dispatch's outcome for its delivery. */
sealed interface AttemptResult {

    record Delivered() implements AttemptResult {}

    /** @param due time of the next attempt, in epoch milliseconds */
    record Retry(long due) implements AttemptResult {}

    /** Nothing was sent, so this is no attempt. */
    record Deferred(long until) implements AttemptResult {}

    /** The schedule is at its end. */
    record Failed() implements AttemptResult {}

    /**
     * @param before progress of the delivery when it was dispatched
     * @param now epoch milliseconds
     */
    static AttemptResult of(WebhookAttempt attempt, DeliveryProgress before, RetrySchedule schedule, long now) {
        OptionalLong wish = attempt.getRetryAfterMillis().map(OptionalLong::of).orElseGet(OptionalLong::empty);
        if (attempt.getOutcome() == AttemptOutcome.SUCCEEDED) {
            return new Delivered();
        }
        if (attempt.getOutcome() == AttemptOutcome.DEFERRED) {
            return new Deferred(schedule.deferred(attempt.getDeliveryId(), attempt.getTicket(), wish, now));
        }
        OptionalLong next = schedule.next(attempt.getDeliveryId(), before.failed() + 1, retryAfter(attempt, wish), now);
        return next.isPresent() ? new Retry(next.getAsLong()) : new Failed();
    }

    /** Returns {@code Retry-After} if the status gives it a meaning: 429 and 503 (RFC 9110, 10.2.3). */
    private static OptionalLong retryAfter(WebhookAttempt attempt, OptionalLong wish) {
        int status = attempt.getStatus().orElse(0);
        return status == 429 || status == 503 ? wish : OptionalLong.empty();
    }
}
