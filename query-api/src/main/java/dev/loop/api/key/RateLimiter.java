package dev.loop.api.key;

import dev.loop.api.http.Problem;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * So many requests a second and key, with bursts of up to ten seconds' worth. Answers {@code RateLimit} and
 * {@code RateLimit-Policy} as in draft-ietf-httpapi-ratelimit-headers-10. Per instance, not over all.
 */
public final class RateLimiter {

    private static final int WINDOW_SECONDS = 10;
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final long capacity;
    private final LongSupplier nanoTime;
    private final String policy;
    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    public RateLimiter(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.capacity = (long) perSecond * WINDOW_SECONDS;
        this.nanoTime = nanoTime;
        this.policy = "\"default\";q=" + capacity + ";w=" + WINDOW_SECONDS;
    }

    void take(Context ctx, Caller caller) {
        Bucket bucket = buckets.computeIfAbsent(caller.keyId(), id -> new Bucket(capacity, nanoTime.getAsLong()));
        double left = bucket.take(nanoTime.getAsLong());
        ctx.header("RateLimit-Policy", policy);
        ctx.header(
                "RateLimit",
                "\"default\";r=" + (long) Math.max(0, left) + ";t=" + (long) Math.ceil((capacity - left) / perSecond));
        if (left < 0) {
            Duration wait = Duration.ofMillis((long) Math.ceil(-left * 1_000 / perSecond));
            throw Problem.RATE_LIMITED
                    .because("The key " + caller.keyId() + " may make " + perSecond
                            + " requests a second, and bursts of " + capacity + ".")
                    .retryAfter(wait);
        }
    }

    private final class Bucket {
        private double tokens;
        private long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }

        /** How many are left; negative by what is missing where none could be taken. */
        synchronized double take(long now) {
            tokens = Math.min(capacity, tokens + Math.max(0, now - at) / NANOS * perSecond);
            at = now;
            if (tokens < 1) {
                return tokens - 1;
            }
            tokens--;
            return tokens;
        }
    }
}
