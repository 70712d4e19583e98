package dev.loop.connectors.delivery;

import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.AttemptKind;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes attempts from dispatches. */
public final class Attempts {

    static {
        TrustedRecords.install();
    }

    /**
     * Returns an attempt of which nothing was sent: the dispatch goes back to the ledger.
     *
     * @param wait how long it would have had to wait here; null if unknown
     */
    public static WebhookAttempt deferred(WebhookDispatch dispatch, String why, @Nullable Duration wait, Instant now) {
        return of(dispatch, AttemptOutcome.DEFERRED)
                .setError(why)
                .setRetryAfterMillis(wait == null ? null : wait.toMillis())
                .setStartedAt(now)
                .setDurationMillis(0)
                .setRequestHeaders(Map.of())
                .build();
    }

    public static WebhookAttempt.Builder of(WebhookDispatch dispatch, AttemptOutcome outcome) {
        return WebhookAttempt.newBuilder()
                .setDeliveryId(dispatch.getDeliveryId())
                .setEndpointId(dispatch.getEndpointId())
                .setProject(dispatch.getProject())
                .setEventId(dispatch.getEventId())
                .setType(dispatch.getType())
                .setSequence(dispatch.getSequence())
                .setAttempt(dispatch.getAttempt())
                .setTicket(dispatch.getTicket())
                .setKind(dispatch.getKind())
                .setOutcome(outcome);
    }

    /** Returns the value of {@code Loop-Delivery}. */
    public static String word(AttemptKind kind, boolean possibleDuplicate) {
        if (possibleDuplicate) {
            return "possible-duplicate";
        }
        return switch (kind) {
            case RETRY -> "retry";
            case REPLAY -> "replay";
            case TEST -> "test";
            case FIRST, UNKNOWN -> "first";
        };
    }

    public static @Nullable String address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress()
                : null;
    }

    private Attempts() {}
}
