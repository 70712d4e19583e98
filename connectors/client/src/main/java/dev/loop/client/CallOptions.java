package dev.loop.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of calls: {@code loop.with(options -> options.timeout(Duration.ofSeconds(5)))}. Each method returns changed
 * options and leaves these as they are.
 */
public final class CallOptions implements Cloneable {

    static final CallOptions USUAL = new CallOptions();

    private Duration timeout = Duration.ofSeconds(30);
    private Duration callTimeout = Duration.ofSeconds(90);
    private int maxRetries = 2;
    private Duration firstWait = Duration.ofMillis(500);
    private Duration longestWait = Duration.ofSeconds(8);
    private Duration longestRetryAfter = Duration.ofSeconds(60);
    private Consumer<Retry> onRetry = retry -> {};
    private TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private @Nullable String idempotencyKey;
    private @Nullable String position;

    private CallOptions() {}

    /** Sets the longest wait for one attempt; 30 s if not set. */
    public CallOptions timeout(Duration longest) {
        CallOptions changed = copy();
        changed.timeout = positive("timeout", longest);
        return changed;
    }

    /** Sets the longest wait for a call, with its further attempts and the pauses between them; 90 s if not set. */
    public CallOptions callTimeout(Duration longest) {
        CallOptions changed = copy();
        changed.callTimeout = positive("callTimeout", longest);
        return changed;
    }

    /** Sets the number of further attempts after the first; 2 if not set. */
    public CallOptions maxRetries(int attempts) {
        if (attempts < 0) {
            throw new LoopException("maxRetries is " + attempts + ": set it to 0 or more.");
        }
        CallOptions changed = copy();
        changed.maxRetries = attempts;
        return changed;
    }

    /**
     * Sets the pauses between attempts where the server names none: half to all of the first, doubled each time up to the
     * longest. 500 ms and 8 s if not set.
     */
    public CallOptions backoff(Duration first, Duration longest) {
        CallOptions changed = copy();
        changed.firstWait = positive("the first wait of backoff", first);
        changed.longestWait = positive("the longest wait of backoff", longest);
        return changed;
    }

    /** Sets the longest {@code Retry-After} that is waited for; a longer one fails at once. 60 s if not set. */
    public CallOptions longestRetryAfter(Duration longest) {
        CallOptions changed = copy();
        changed.longestRetryAfter = positive("longestRetryAfter", longest);
        return changed;
    }

    /** Sets what is told before each pause. The call ends with what it throws. */
    public CallOptions onRetry(Consumer<Retry> told) {
        CallOptions changed = copy();
        changed.onRetry = told;
        return changed;
    }

    /** Adds a header to each request. */
    public CallOptions header(String name, String value) {
        try {
            HttpRequest.newBuilder(URI.create("http://localhost")).header(name, value);
        } catch (IllegalArgumentException e) {
            throw new LoopException("The header " + name + " cannot be sent: its name or value is not one of HTTP.");
        }
        CallOptions changed = copy();
        changed.headers = new TreeMap<>(headers);
        changed.headers.put(name, value);
        return changed;
    }

    /**
     * Names a call that creates, in place of a random UUID. Never made from a user or a page: another item under it is
     * refused.
     */
    public CallOptions idempotencyKey(String key) {
        CallOptions changed = header("Idempotency-Key", key);
        changed.headers.remove("Idempotency-Key");
        changed.idempotencyKey = key;
        return changed;
    }

    /** Makes a change or an erasure fail where the item is at another revision. */
    public CallOptions ifRevision(long revision) {
        return header("If-Match", "\"" + revision + "\"");
    }

    /** Makes reads show the write of this position. */
    public CallOptions position(String ofWrite) {
        CallOptions changed = header("Loop-Position", ofWrite);
        changed.headers.remove("Loop-Position");
        changed.position = ofWrite;
        return changed;
    }

    private CallOptions copy() {
        try {
            return (CallOptions) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new LoopException(name + " is " + value + ": set it to a time above 0.");
        }
        return value;
    }

    Duration timeout() {
        return timeout;
    }

    Duration callTimeout() {
        return callTimeout;
    }

    int maxRetries() {
        return maxRetries;
    }

    Duration longestRetryAfter() {
        return longestRetryAfter;
    }

    Consumer<Retry> onRetry() {
        return onRetry;
    }

    Map<String, String> headers() {
        return headers;
    }

    Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    Optional<String> position() {
        return Optional.ofNullable(position);
    }

    /** @param attempt 0 for the first */
    Duration backoff(int attempt) {
        double millis = Math.min(longestWait.toMillis(), firstWait.toMillis() * Math.pow(2, attempt));
        return Duration.ofMillis((long) (millis * ThreadLocalRandom.current().nextDouble(0.5, 1)));
    }
}
