package dev.loop.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loop.client.model.FeedbackItem;
import dev.loop.client.model.Trends;
import dev.loop.client.query.ListQuery;
import dev.loop.client.query.StreamQuery;
import dev.loop.client.query.TrendsQuery;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The client of a Loop.
 *
 * <pre>{@code
 * Loop loop = new Loop(System.getenv("LOOP_API_KEY"));
 * loop.feedback().create(
 *         NewFeedback.of("u_42", "Export hangs at 90 %").sentiment(Sentiment.NEGATIVE).source("in-app-widget"));
 * }</pre>
 *
 * <p>A call is done when it returns, and throws a {@link LoopException} if it failed; nothing is queued. Thread-safe: one
 * client serves a whole program.
 */
public final class Loop {

    public static final String VERSION = "0.1.0";

    private final Calls calls;

    /** @param apiKey {@code sk_…}; if null, what the environment has as LOOP_API_KEY */
    public Loop(@Nullable String apiKey) {
        this(builder().apiKey(apiKey).calls());
    }

    private Loop(Calls calls) {
        this.calls = calls;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The settings of a client. */
    public static final class Builder {
        private @Nullable String apiKey;
        private @Nullable String baseUrl;
        private boolean readYourWrites;
        private CallOptions options = CallOptions.USUAL;

        private Builder() {}

        /** Sets the key; if not set, or null, it is what the environment has as LOOP_API_KEY. */
        public Builder apiKey(@Nullable String key) {
            apiKey = key;
            return this;
        }

        /** Sets the server; if not set, LOOP_BASE_URL of the environment, then {@code http://127.0.0.1:8080}. */
        public Builder baseUrl(String url) {
            baseUrl = url;
            return this;
        }

        /** Makes reads wait until they show every write of this client. */
        public Builder readYourWrites() {
            readYourWrites = true;
            return this;
        }

        /** Sets the options of all calls, such as {@code options -> options.timeout(Duration.ofSeconds(5))}. */
        public Builder options(UnaryOperator<CallOptions> change) {
            options = change.apply(options);
            return this;
        }

        /** @throws LoopException if the address is none; a missing key fails at the first call only */
        public Loop build() {
            return new Loop(calls());
        }

        private Calls calls() {
            String key = apiKey == null ? System.getenv("LOOP_API_KEY") : apiKey;
            String address = baseUrl == null ? System.getenv("LOOP_BASE_URL") : baseUrl;
            var connection = new Connection(
                    address == null || address.isEmpty() ? Connection.USUAL_ADDRESS : address,
                    key == null ? "" : key.strip());
            return new Calls(connection, options, new NewestPosition(), readYourWrites, Instant::now, Optional.empty());
        }
    }

    /** Returns this client with other options of its calls. Positions are shared. */
    public Loop with(UnaryOperator<CallOptions> change) {
        return new Loop(calls.with(change.apply(calls.options())));
    }

    /**
     * Makes a call and returns what it returns, with the answer that it came in:
     * {@code loop.withResponse(client -> client.feedback().get(id))}.
     */
    public <T> Answer<T> withResponse(Function<Loop, T> call) {
        var recorder = new AnswerRecorder();
        return recorder.with(call.apply(new Loop(calls.recordedBy(recorder))));
    }

    public FeedbackCalls feedback() {
        return new FeedbackCalls(calls);
    }

    public SentimentCalls sentiment() {
        return new SentimentCalls(calls);
    }

    public ReleaseCalls releases() {
        return new ReleaseCalls(calls);
    }

    public AccountCalls accounts() {
        return new AccountCalls(calls);
    }

    /** Returns the tags with far more negative items than usual. */
    public Trends trends(TrendsQuery query) {
        return calls.call(Call.get("/v1/trends", query), Trends.class);
    }

    /** Finds items by words; the best matches come first. */
    public Listing<FeedbackItem> search(String text) {
        return search(text, new ListQuery());
    }

    public Listing<FeedbackItem> search(String text, ListQuery query) {
        return feedback().list(query.text(text).byRelevance());
    }

    /** Opens a stream of live events, which has to be closed. */
    public LiveEvents stream(StreamQuery query) {
        return new LiveEvents(calls, query);
    }

    /** Returns the newest position of this client's writes. A read that is given it shows them all. */
    public Optional<String> position() {
        return calls.positions().get();
    }

    /** Makes any other call of the API, without a body. */
    public JsonNode request(String method, String path) {
        return once(new Call(method, path, Optional.empty(), "application/json"));
    }

    /**
     * Makes any other call of the API. A {@code POST} is tried again only with an idempotency key among the options: not
     * every path knows such keys.
     *
     * @param body what Jackson writes as JSON
     * @return the answer; a missing node where there is none
     */
    public JsonNode request(String method, String path, Object body) {
        return once(Call.of(method, path, body));
    }

    private JsonNode once(Call call) {
        return switch (call.method()) {
            case "DELETE" -> calls.delete(call);
            case "POST" ->
                calls.options().idempotencyKey().isPresent()
                        ? calls.tree(call)
                        : calls.with(calls.options().maxRetries(0)).tree(call);
            default -> calls.tree(call);
        };
    }

    /** Names the server, and never the key. */
    @Override
    public String toString() {
        return "Loop at " + calls.connection().address();
    }
}
