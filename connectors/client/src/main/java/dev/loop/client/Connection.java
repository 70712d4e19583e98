package dev.loop.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server and the key for it. Makes requests and sends each once. Thread-safe. */
final class Connection {

    static final String USUAL_ADDRESS = "http://127.0.0.1:8080";

    private static final Pattern ADDRESS = Pattern.compile("https?://[^/?#@\\s]+(/[^?#\\s]*)?");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // A redirect would turn a POST into a GET, or carry the key elsewhere.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LONGEST_CONNECT)
            .build();
    private final String address;
    private final String key;

    /** @param key may be empty: the first call fails then, so that a build needs no secret */
    Connection(String address, String key) {
        this.address = checked(address.replaceFirst("/+$", ""));
        this.key = key;
    }

    private static String checked(String address) {
        try {
            if (ADDRESS.matcher(address).matches() && URI.create(address).getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException notOne) {
            // The failure below reports it.
        }
        throw new LoopException(
                "The base URL (LOOP_BASE_URL) is not an address such as https://loop.example.com, without"
                        + " user, query and fragment.");
    }

    String address() {
        return address;
    }

    HttpRequest request(Call call, CallOptions options, @Nullable String idempotencyKey, @Nullable String position) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(address + call.path()));
        } catch (IllegalArgumentException e) {
            throw new LoopException(call.path() + " is not the path of a call: give one such as /v1/keys, encoded.");
        }
        request.method(
                call.method(), call.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
        options.headers().forEach(request::setHeader);
        if (call.body().isPresent()) {
            request.setHeader("Content-Type", call.contentType());
        }
        if (idempotencyKey != null) {
            request.setHeader("Idempotency-Key", idempotencyKey);
        }
        if (position != null) {
            request.setHeader("Loop-Position", position);
        }
        return request.setHeader("Authorization", "Bearer " + usableKey())
                .setHeader("User-Agent", "loop-client-java/" + Loop.VERSION)
                .build();
    }

    private String usableKey() {
        if (key.isEmpty()) {
            throw new LoopException("There is no API key: set LOOP_API_KEY, or give the key to new Loop().");
        }
        if (!KEY.matcher(key).matches()) {
            throw new LoopException(
                    "The API key has a space, a line break or another character that no key has: copy it again.");
        }
        return key;
    }

    /** Returns an answer of any status but a redirect; fails if there is no whole one in time. */
    <B> HttpResponse<B> send(HttpRequest request, BodyHandler<B> handler, Duration longest) {
        CompletableFuture<HttpResponse<B>> answer = client.sendAsync(request, handler);
        try {
            HttpResponse<B> response = answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() / 100 == 3) {
                throw new LoopException("The server redirects"
                        + response.headers()
                                .firstValue("location")
                                .map(to -> " to " + to)
                                .orElse("")
                        + ": set the base URL to the address that answers.");
            }
            return response;
        } catch (TimeoutException e) {
            throw new ApiTimeoutException(
                    "No whole answer came from " + address + " in " + longest.toMillis() + " ms.");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            throw new CallInterruptedException();
        } finally {
            // Closes the connection of an answer that is not waited for any more.
            answer.cancel(true);
        }
    }

    LoopException failure(@Nullable Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return new ApiTimeoutException(
                    "No connection to " + address + " came about in " + LONGEST_CONNECT.toSeconds() + " s.");
        }
        if (cause instanceof ConnectException) {
            return new ApiConnectionException("Nobody answers at " + address + ".", cause);
        }
        String reason = cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
        if (cause instanceof IOException) {
            return new ApiConnectionException(
                    "No whole answer came from " + address + ": " + withoutKey(reason) + ".", safe(cause));
        }
        return new LoopException("The call failed: " + withoutKey(reason), cause == null ? null : safe(cause));
    }

    /** Returns what may be shown: a server may send the key back. */
    String withoutKey(String text) {
        return key.isEmpty() ? text : text.replace(key, "[the key]");
    }

    private @Nullable Throwable safe(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (!key.isEmpty() && String.valueOf(one.getMessage()).contains(key)) {
                return null;
            }
        }
        return cause;
    }
}
