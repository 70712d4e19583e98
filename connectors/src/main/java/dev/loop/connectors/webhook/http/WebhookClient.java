package dev.loop.connectors.webhook.http;

import dev.loop.connectors.delivery.Channel;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Sends one request and returns its outcome; never throws for anything that a receiver does.
 *
 * <p>The whole exchange has one deadline. An answer is read up to {@value Exchange#LONGEST_BODY} bytes, then the
 * connection is closed. Where it goes is checked by {@link CheckedHttp}. Endpoints share no connections.
 *
 * <p>For use by many threads.
 */
public final class WebhookClient implements Channel {

    private static final int MOST_TARGETS = 20_000;
    private static final int THREADS = 24;

    private final ClientSettings settings;
    private final Clock clock;
    private final CheckedHttp http;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();

    private WebhookClient(ClientSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.http = CheckedHttp.start(settings, "webhook", THREADS);
    }

    public static WebhookClient start(ClientSettings settings, Clock clock) {
        return new WebhookClient(settings, clock);
    }

    /** Sends one request, and returns the attempt when it is over. */
    public CompletableFuture<WebhookAttempt> send(WebhookEndpoint endpoint, WebhookDispatch dispatch) {
        var attempt = new CompletableFuture<WebhookAttempt>();
        send(endpoint, dispatch, false, attempt::complete);
        return attempt;
    }

    @Override
    public void send(
            WebhookEndpoint endpoint,
            WebhookDispatch dispatch,
            boolean possibleDuplicate,
            Consumer<WebhookAttempt> done) {
        new Exchange(target(endpoint), dispatch, possibleDuplicate, settings, clock, done).send(http.http());
    }

    /** The URL is parsed and the keys are set up once for each version of an endpoint. */
    private Target target(WebhookEndpoint endpoint) {
        Target known = targets.get(endpoint.getId());
        if (known == null || known.endpoint() != endpoint) {
            if (targets.size() >= MOST_TARGETS) {
                targets.clear();
            }
            known = Target.of(endpoint);
            targets.put(endpoint.getId(), known);
        }
        return known;
    }

    /** Closes the client; requests under way fail. */
    @Override
    public void close() {
        http.close();
    }
}
