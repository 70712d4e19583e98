package dev.loop.connectors.llm;

import dev.loop.connectors.webhook.address.AddressRules;
import dev.loop.connectors.webhook.address.ForbiddenAddressException;
import dev.loop.connectors.webhook.address.NameLookup;
import dev.loop.connectors.webhook.http.CheckedHttp;
import dev.loop.connectors.webhook.http.ClientSettings;
import dev.loop.connectors.webhook.http.RetryAfter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** Sends one request to the server, and returns what came of it. */
final class ChatClient implements AutoCloseable {

    /** The limit of an answer; one that is longer is none. */
    static final int LONGEST_ANSWER = 64 << 10;

    private static final String USER_AGENT = "Loop";
    private static final int THREADS = 8;
    private static final Duration DIAL = Duration.ofSeconds(5);

    /**
     * What came back.
     *
     * @param status 0 if no answer came
     * @param body empty if the answer was longer than is read, or broke off
     * @param sent whether the server may have read the request
     * @param trouble why there is no answer; without words of the server, which may repeat the key
     */
    record Reply(int status, Optional<byte[]> body, Optional<Duration> retryAfter, boolean sent, String trouble) {}

    private final LlmSettings settings;
    private final URI address;
    private final Clock clock;
    private final CheckedHttp http;

    ChatClient(LlmSettings settings, Clock clock) {
        this.settings = settings;
        this.address = address(settings.server());
        this.clock = clock;
        this.http = CheckedHttp.start(
                new ClientSettings(
                        settings.addresses(), names(address), settings.deadline(), DIAL, Optional.empty(), USER_AGENT),
                "llm",
                THREADS);
    }

    static URI address(URI server) {
        String path = server.getRawPath() == null ? "" : server.getRawPath();
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        return URI.create(server.getScheme() + "://" + server.getRawAuthority()
                + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + "/chat/completions" + query);
    }

    /** Without TLS, words of customers go to this machine or to addresses that were allowed by name, and not abroad. */
    private static NameLookup names(URI address) {
        if (!address.getScheme().equalsIgnoreCase("http")) {
            return NameLookup.SYSTEM;
        }
        AddressRules abroad = AddressRules.publicOnly();
        return name -> {
            List<InetAddress> all = NameLookup.SYSTEM.all(name);
            if (all.stream().anyMatch(one -> abroad.refusal(one).isEmpty())) {
                throw new UnknownHostException(name + " is a public address, and needs https");
            }
            return all;
        };
    }

    Reply post(byte[] body) throws InterruptedException {
        var exchange = new Exchange();
        try {
            http.http()
                    .newRequest(address)
                    .method(HttpMethod.POST)
                    .headers(fields -> {
                        fields.put(HttpHeader.USER_AGENT, USER_AGENT);
                        fields.put(HttpHeader.ACCEPT, "application/json");
                        fields.put(HttpHeader.ACCEPT_ENCODING, "identity");
                        settings.key().ifPresent(key -> fields.put(HttpHeader.AUTHORIZATION, "Bearer " + key.value()));
                    })
                    .body(new BytesRequestContent("application/json", body))
                    .timeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS)
                    .idleTimeout(0, TimeUnit.MILLISECONDS)
                    .onRequestListener(exchange)
                    .send(exchange);
            return exchange.done.get();
        } catch (ExecutionException | RuntimeException notSent) {
            return new Reply(0, Optional.empty(), Optional.empty(), exchange.sent, "the request cannot be made");
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /** One request and its answer; Jetty's threads write it one after the other. */
    private final class Exchange implements Response.Listener, Request.Listener {
        private final CompletableFuture<Reply> done = new CompletableFuture<>();
        private volatile boolean sent;
        private byte[] body = {};
        private int length;

        @Override
        public void onBegin(Request request) {
            sent = true;
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            int more = content.remaining();
            if (length + more > LONGEST_ANSWER) {
                response.abort(new IllegalStateException("the answer is longer than " + LONGEST_ANSWER + " bytes"));
                return;
            }
            if (length + more > body.length) {
                body = Arrays.copyOf(body, Math.min(LONGEST_ANSWER, Math.max(length + more, 2 * body.length)));
            }
            content.get(body, length, more);
            length += more;
        }

        @Override
        public void onComplete(Result result) {
            @Nullable Response response = result.getResponse();
            int status = response == null ? 0 : response.getStatus();
            done.complete(new Reply(
                    status,
                    result.isSucceeded() ? Optional.of(Arrays.copyOf(body, length)) : Optional.empty(),
                    status == 0
                            ? Optional.empty()
                            : RetryAfter.parse(response.getHeaders().get(HttpHeader.RETRY_AFTER), clock.instant()),
                    sent,
                    result.isSucceeded() ? "" : words(result.getFailure())));
        }

        private static String words(@Nullable Throwable failure) {
            @Nullable Throwable root = failure;
            for (int depth = 0; root != null && root.getCause() != null && depth < 20; depth++) {
                root = root.getCause();
            }
            if (root instanceof ForbiddenAddressException forbidden) {
                return "its address " + forbidden.address().getHostAddress()
                        + " is not of the public internet; --allow-private-llm can allow it";
            }
            if (root == null) {
                return "unknown";
            }
            return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        }
    }
}
