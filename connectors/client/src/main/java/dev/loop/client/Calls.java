package dev.loop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loop.client.model.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes calls: sends a request, and sends it again where that can help, the same bytes under the same
 * {@code Idempotency-Key}, so that a write takes place once. Thread-safe.
 *
 * @param positions those of all writes so far
 * @param readYourWrites whether reads wait until they show them
 * @param now the time for a {@code Retry-After} without the server's own
 */
record Calls(
        Connection connection,
        CallOptions options,
        NewestPosition positions,
        boolean readYourWrites,
        Supplier<Instant> now,
        Optional<AnswerRecorder> recorder) {

    private static final JavaType TREE = Json.MAPPER.constructType(JsonNode.class);
    private static final int NO_CONTENT = 204;

    Calls with(CallOptions other) {
        return new Calls(connection, other, positions, readYourWrites, now, recorder);
    }

    Calls recordedBy(AnswerRecorder other) {
        return new Calls(connection, options, positions, readYourWrites, now, Optional.of(other));
    }

    <T> T call(Call call, Class<T> type) {
        return call(call, Json.MAPPER.constructType(type));
    }

    /** Returns the answer as JSON; a missing node where there is none. */
    JsonNode tree(Call call) {
        return call(call, TREE);
    }

    /** Returns as {@link #tree}. What an earlier attempt has deleted, whose answer was lost, is deleted. */
    JsonNode delete(Call call) {
        try {
            return tree(call);
        } catch (NotFoundException missing) {
            if (!missing.mayBeDone()) {
                throw missing;
            }
            return MissingNode.getInstance();
        }
    }

    <T> T call(Call call, JavaType type) {
        return attempts(
                call,
                BodyHandlers.ofByteArray(),
                response -> read(response, type),
                response -> new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Returns the body of an answer as it arrives. Only the time until it begins is limited. */
    Chunks stream(Call call) {
        return attempts(
                call,
                info -> new Chunks(),
                HttpResponse::body,
                response -> response.body().text(options.timeout()));
    }

    private <B, T> T attempts(
            Call call,
            BodyHandler<B> handler,
            Function<HttpResponse<B>, T> reading,
            Function<HttpResponse<B>, String> problem) {
        String key = call.method().equals("POST")
                ? options.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString())
                : null;
        boolean reads = call.method().equals("GET");
        String position = reads
                ? options.position()
                        .or(() -> readYourWrites ? positions.get() : Optional.empty())
                        .orElse(null)
                : null;
        HttpRequest request = connection.request(call, options, key, position);
        long began = System.nanoTime();
        boolean unanswered = false;
        for (int attempt = 0; ; attempt++) {
            LoopException failure;
            try {
                HttpResponse<B> response = connection.send(request, handler, left(began, options.timeout()));
                note(response, !reads);
                if (response.statusCode() / 100 == 2) {
                    return reading.apply(response);
                }
                failure = ApiException.of(
                        response.statusCode(), response.headers(), connection.withoutKey(problem.apply(response)), now);
            } catch (ApiConnectionException broken) {
                failure = broken;
            }
            failure.of(key);
            if (unanswered && failure instanceof NotFoundException missing) {
                missing.afterUnanswered();
            }
            unanswered |=
                    !(failure instanceof ApiException refused) || refused.status() == 408 || refused.status() >= 500;
            Optional<Duration> wait = attempt < options.maxRetries() ? waitAfter(failure, attempt) : Optional.empty();
            if (wait.isEmpty() || wait.get().compareTo(left(began, wait.get())) > 0) {
                throw failure;
            }
            options.onRetry().accept(new Retry(attempt + 1, wait.get(), failure));
            sleep(wait.get());
        }
    }

    /** Returns the rest of the time of the call, or this time if that is shorter. */
    private Duration left(long began, Duration atMost) {
        Duration left = options.callTimeout().minusNanos(System.nanoTime() - began);
        return left.compareTo(atMost) < 0 ? left : atMost;
    }

    private void note(HttpResponse<?> response, boolean write) {
        Optional<String> position = write ? response.headers().firstValue("loop-position") : Optional.empty();
        position.ifPresent(positions::add);
        recorder.ifPresent(one -> one.note(response, position));
    }

    /** Returns the wait before the next attempt; empty where there should be none. */
    Optional<Duration> waitAfter(LoopException failure, int attempt) {
        if (failure instanceof ApiConnectionException) {
            return Optional.of(options.backoff(attempt));
        }
        if (!(failure instanceof ApiException refused) || !refused.isTemporary()) {
            return Optional.empty();
        }
        Duration asked = refused.retryAfter().orElse(Duration.ZERO);
        if (asked.compareTo(options.longestRetryAfter()) > 0) {
            return Optional.empty();
        }
        return Optional.of(asked.isZero() ? options.backoff(attempt) : asked);
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            throw new CallInterruptedException();
        }
    }

    private <T> T read(HttpResponse<byte[]> response, JavaType type) {
        if (response.statusCode() == NO_CONTENT && type == TREE) {
            return nothing();
        }
        if (response.body().length == 0) {
            throw cut();
        }
        Optional<String> kind = response.headers().firstValue("content-type");
        if (kind.isPresent() && !kind.get().contains("json")) {
            throw notLoop("it sends " + kind.get());
        }
        try {
            return Json.MAPPER.readValue(response.body(), type);
        } catch (JsonProcessingException e) {
            throw isCut(e) ? cut() : notLoop(e.getOriginalMessage());
        } catch (IOException e) {
            throw notLoop(String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether the text ends within the JSON, or is none; within a list Jackson tells so by a cause. */
    private static boolean isCut(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof StreamReadException || cause != null && isCut(cause);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return (T) MissingNode.getInstance();
    }

    private ApiConnectionException cut() {
        return new ApiConnectionException(
                "No whole answer came from " + connection.address() + ": its body is not JSON, or was cut.", null);
    }

    private LoopException notLoop(String reason) {
        return new LoopException(connection.address() + " does not answer as Loop does: "
                + connection.withoutKey(reason) + ". Check the base URL.");
    }
}
