package dev.loop.connectors.webhook.signature;

import java.util.Locale;
import java.util.Set;

/** The names of Loop's own headers. */
public final class RequestHeaders {

    /** HMAC SHA-256 of the raw body with the newest secret, hexadecimal. */
    public static final String SIGNATURE = "Loop-Signature";
    /** HMAC SHA-256 with the secret before, while that is still valid. */
    public static final String SIGNATURE_PREVIOUS = "Loop-Signature-Previous";
    /** Unix seconds at which the request was sent. */
    public static final String TIMESTAMP = "Loop-Timestamp";
    /** The event id, the same on every attempt and replay. */
    public static final String EVENT_ID = "Loop-Event-Id";

    public static final String EVENT_TYPE = "Loop-Event-Type";
    public static final String DELIVERY_ID = "Loop-Delivery-Id";
    /** The number of the attempt, from 1. */
    public static final String ATTEMPT = "Loop-Attempt";
    /**
     * The number of the delivery among those of its endpoint, without a gap, so that a receiver can tell that it has
     * missed nothing.
     */
    public static final String SEQUENCE = "Loop-Sequence";
    /** One of {@code first}, {@code retry}, {@code possible-duplicate}, {@code replay}, {@code test}. */
    public static final String DELIVERY = "Loop-Delivery";

    // Standard Webhooks 1.0.0
    public static final String STANDARD_ID = "webhook-id";
    public static final String STANDARD_TIMESTAMP = "webhook-timestamp";
    public static final String STANDARD_SIGNATURE = "webhook-signature";

    /**
     * The names that Standard Webhooks had before. Receivers' libraries read both sets, and mix them one by one or take
     * this one alone.
     */
    private static final Set<String> STANDARD_BEFORE = Set.of("svix-id", "svix-timestamp", "svix-signature");

    private static final Set<String> OF_HTTP = Set.of(
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    /**
     * Returns whether an owner's header may not have this name: the name is Loop's, or it concerns the transport of the
     * message.
     */
    public static boolean reserved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("loop-")
                || lower.startsWith("webhook-")
                || STANDARD_BEFORE.contains(lower)
                || OF_HTTP.contains(lower);
    }

    /** Returns whether an owner's header is left out of requests: endpoints may hold one from before it was reserved. */
    public static boolean leftOut(String name) {
        return STANDARD_BEFORE.contains(name.toLowerCase(Locale.ROOT));
    }

    private RequestHeaders() {}
}
