package dev.loop.connectors.webhook.http;

import dev.loop.connectors.delivery.Attempts;
import dev.loop.connectors.webhook.signature.RequestHeaders;
import dev.loop.schemas.avro.AttemptOutcome;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** One request and its answer, as far as it came. */
final class Exchange implements Response.Listener, Request.Listener {

    /** The limit of an answer's body; no more is kept or read. */
    static final int LONGEST_BODY = 16 << 10;

    private static final int LONGEST_HEADER_VALUE = 1_024;

    /** A body as short as this is written together with its headers, all at once. */
    private static final int SHORT_BODY = 16 << 10;

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final String CONTENT_TYPE = "application/json";

    private final Target target;
    private final WebhookDispatch dispatch;
    private final boolean possibleDuplicate;
    private final ClientSettings settings;
    private final Clock clock;
    private final Consumer<WebhookAttempt> done;
    private final Map<String, String> requestHeaders = new LinkedHashMap<>();
    private final Instant startedAt;
    private final long began = System.nanoTime();

    // Written by Jetty's threads, one after the other.
    private volatile boolean begun;
    private volatile boolean written;
    private volatile int status;
    private volatile @Nullable SocketAddress dialled;
    private final Map<String, String> responseHeaders = new LinkedHashMap<>();
    private byte[] body = {};
    private int bodyLength;
    private boolean bodyCut;

    Exchange(
            Target target,
            WebhookDispatch dispatch,
            boolean possibleDuplicate,
            ClientSettings settings,
            Clock clock,
            Consumer<WebhookAttempt> done) {
        this.target = target;
        this.dispatch = dispatch;
        this.possibleDuplicate = possibleDuplicate;
        this.settings = settings;
        this.clock = clock;
        this.done = done;
        this.startedAt = clock.instant();
    }

    void send(HttpClient http) {
        if (target.problem().isPresent()) {
            refuse(target.problem().get());
            return;
        }
        byte[] bytes = bytes(dispatch.getBody());
        describe();
        if (!target.signer().sign(dispatch.getEventId(), startedAt, bytes, requestHeaders::put)) {
            refuse("The endpoint has no secret that is good. Rotate its secret.");
            return;
        }
        try {
            URI url = target.url();
            http.newRequest(url)
                    .method(HttpMethod.POST)
                    // Each endpoint has a tag of its own, so that none waits for another's connections.
                    .tag(dispatch.getEndpointId())
                    .headers(fields -> {
                        requestHeaders.forEach(fields::put);
                        target.endpoint().getHeaders().forEach((name, value) -> {
                            if (!RequestHeaders.leftOut(name)) {
                                fields.put(name, value);
                            }
                        });
                    })
                    .body(new BytesRequestContent(CONTENT_TYPE, bytes))
                    .timeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS)
                    // Only the deadline counts once the request is under way.
                    .idleTimeout(0, TimeUnit.MILLISECONDS)
                    .onRequestListener(this)
                    .send(this);
        } catch (RuntimeException notSent) {
            refuse("The request cannot be made: " + notSent.getMessage());
        }
    }

    @Override
    public void onBegin(Request request) {
        begun = true;
        if (request.getConnection() != null) {
            dialled = request.getConnection().getRemoteSocketAddress();
        }
    }

    /**
     * Counts the request as written from here on: a receiver may have read all of a short request, and answered or hung
     * up, before this side is told that it was written.
     */
    @Override
    public void onHeaders(Request request) {
        written = dispatch.getBody().remaining() <= SHORT_BODY;
    }

    @Override
    public void onSuccess(Request request) {
        written = true;
    }

    @Override
    public void onHeaders(Response response) {
        for (HttpField field : response.getHeaders()) {
            responseHeaders.merge(field.getLowerCaseName(), shortened(field.getValue()), (a, b) -> a + ", " + b);
        }
        status = response.getStatus();
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        int kept = Math.min(content.remaining(), LONGEST_BODY - bodyLength);
        bodyCut |= kept < content.remaining();
        if (bodyLength + kept > body.length) {
            body = Arrays.copyOf(body, Math.min(LONGEST_BODY, Math.max(bodyLength + kept, 2 * body.length)));
        }
        content.get(body, bodyLength, kept);
        bodyLength += kept;
        if (bodyCut) {
            response.abort(new BodyTooLongException());
        }
    }

    @Override
    public void onComplete(Result result) {
        if (status >= 200 || status == SWITCHING_PROTOCOLS) {
            answered(result.getResponseFailure() != null);
        } else {
            failed(result.getFailure());
        }
    }

    private void describe() {
        requestHeaders.put("Content-Type", CONTENT_TYPE);
        requestHeaders.put("User-Agent", settings.userAgent());
        requestHeaders.put("Accept-Encoding", "identity");
        requestHeaders.put(RequestHeaders.EVENT_ID, dispatch.getEventId());
        requestHeaders.put(RequestHeaders.EVENT_TYPE, dispatch.getType());
        requestHeaders.put(RequestHeaders.DELIVERY_ID, dispatch.getDeliveryId());
        requestHeaders.put(RequestHeaders.ATTEMPT, Integer.toString(dispatch.getAttempt()));
        requestHeaders.put(RequestHeaders.SEQUENCE, Long.toString(dispatch.getSequence()));
        requestHeaders.put(RequestHeaders.DELIVERY, Attempts.word(dispatch.getKind(), possibleDuplicate));
    }

    private void answered(boolean broken) {
        boolean delivered = status >= 200 && status < 300;
        WebhookAttempt.Builder attempt = attempt(delivered ? AttemptOutcome.SUCCEEDED : AttemptOutcome.HTTP_ERROR)
                .setStatus(status)
                .setResponseHeaders(responseHeaders)
                .setResponseBody(ByteBuffer.wrap(body, 0, bodyLength))
                .setResponseCut(bodyCut || broken);
        if (!delivered) {
            attempt.setError(Failure.ofStatus(status))
                    .setRetryAfterMillis(RetryAfter.parse(responseHeaders.get("retry-after"), clock.instant())
                            .map(Duration::toMillis)
                            .orElse(null));
        }
        done.accept(attempt.build());
    }

    private void failed(@Nullable Throwable cause) {
        Failure failure = Failure.of(cause, begun, written, settings);
        if (failure.address() != null) {
            dialled = failure.address();
        }
        done.accept(attempt(failure.outcome())
                .setAmbiguous(failure.ambiguous())
                .setError(failure.error())
                .build());
    }

    private void refuse(String why) {
        done.accept(attempt(AttemptOutcome.INVALID_REQUEST).setError(why).build());
    }

    private WebhookAttempt.Builder attempt(AttemptOutcome outcome) {
        return Attempts.of(dispatch, outcome)
                .setPossibleDuplicate(possibleDuplicate)
                .setAddress(Attempts.address(dialled))
                .setUrl(target.endpoint().getUrl())
                .setStartedAt(startedAt)
                .setDurationMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .setRequestHeaders(requestHeaders);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String shortened(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.length() <= LONGEST_HEADER_VALUE ? value : value.substring(0, LONGEST_HEADER_VALUE) + "…";
    }

    /** Ends the reading of a body of which enough is kept. */
    private static final class BodyTooLongException extends RuntimeException {
        private BodyTooLongException() {
            super("the body is longer than is kept", null, false, false);
        }
    }
}
