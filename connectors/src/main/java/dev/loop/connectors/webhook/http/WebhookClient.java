package dev.loop.connectors.webhook.http;

import dev.loop.connectors.delivery.Channel;
import dev.loop.connectors.webhook.address.CheckedLookup;
import dev.loop.schemas.avro.WebhookAttempt;
import dev.loop.schemas.avro.WebhookDispatch;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProtocolHandlers;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.UpgradeProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Sends one request and returns its outcome; never throws for anything that a receiver does.
 *
 * <p>The whole exchange has one deadline. An answer is read up to {@value Exchange#LONGEST_BODY} bytes, then the
 * connection is closed. Redirects are not followed, cookies not kept, bodies not decoded, proxies of the environment
 * not asked. Every address of a name is checked as it is dialled, and the checked address is the one that is dialled; a
 * reused connection goes where it was dialled to. Endpoints share no connections.
 *
 * <p>For use by many threads.
 */
public final class WebhookClient implements Channel {

    /**
     * Idle connections close before the five seconds after which many servers close, so that a request seldom meets a
     * closing connection.
     */
    private static final long IDLE_MILLIS = 4_000;

    private static final int MOST_TARGETS = 20_000;
    private static final int MOST_CONNECTIONS = 1_024;
    private static final int LONGEST_HEADERS = 16 << 10;
    private static final int THREADS = 24;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final ClientSettings settings;
    private final Clock clock;
    private final CheckedLookup lookup;
    private final HttpClient http;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();

    private WebhookClient(ClientSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.lookup = new CheckedLookup(settings.names(), settings.addresses(), settings.dialDeadline());
        this.http = new HttpClient(new Dialler(settings.dialDeadline()));
    }

    public static WebhookClient start(ClientSettings settings, Clock clock) {
        var client = new WebhookClient(settings, clock);
        try {
            client.start();
            return client;
        } catch (Exception failed) {
            client.close();
            throw new IllegalStateException("The HTTP client for webhooks did not start", failed);
        }
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
        new Exchange(target(endpoint), dispatch, possibleDuplicate, settings, clock, done).send(http);
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
        try {
            http.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("The HTTP client for webhooks did not stop", failed);
        } finally {
            lookup.close();
        }
    }

    private void start() throws Exception {
        var threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("webhook-http");
        threads.setDaemon(true);
        http.setExecutor(threads);
        http.setName("webhook");
        var tls = new SslContextFactory.Client();
        settings.trust().ifPresent(tls::setSslContext);
        http.setSslContextFactory(tls);
        http.setSocketAddressResolver(new Resolver());
        http.setConnectTimeout(settings.dialDeadline().toMillis());
        http.setIdleTimeout(IDLE_MILLIS);
        http.setDestinationIdleTimeout(TimeUnit.MINUTES.toMillis(1));
        http.setMaxConnectionsPerDestination(MOST_CONNECTIONS);
        http.setMaxRequestsQueuedPerDestination(MOST_CONNECTIONS);
        http.setMaxResponseHeadersSize(LONGEST_HEADERS);
        http.setRequestBufferSize(LONGEST_HEADERS);
        http.setMaxRequestHeadersSize(4 * LONGEST_HEADERS);
        http.setFollowRedirects(false);
        http.setHttpCookieStore(new HttpCookieStore.Empty());
        http.setUserAgentField(null);
        http.start();
        // The handlers that would act on an answer, and those that would decompress it, are known only after the start.
        ProtocolHandlers handlers = http.getProtocolHandlers();
        handlers.remove(RedirectProtocolHandler.NAME);
        handlers.remove(WWWAuthenticationProtocolHandler.NAME);
        handlers.remove(ProxyAuthenticationProtocolHandler.NAME);
        handlers.remove(new UpgradeProtocolHandler().getName());
        http.getContentDecoderFactories().clear();
    }

    private final class Resolver implements SocketAddressResolver {
        @Override
        public void resolve(
                String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
            lookup.find(host).whenComplete((addresses, failure) -> {
                if (failure == null) {
                    promise.succeeded(addresses.stream()
                            .map(address -> new InetSocketAddress(named(host, address), port))
                            .toList());
                } else {
                    promise.failed(new LookupException(host, unwrapped(failure)));
                }
            });
        }

        /** Returns the address with the name that TLS tells the server and looks for in its certificate. */
        private static InetAddress named(String host, InetAddress address) {
            if (LITERAL.matcher(host).matches()) {
                return address;
            }
            try {
                return InetAddress.getByAddress(host, address.getAddress());
            } catch (UnknownHostException wrongLength) {
                throw new IllegalStateException(wrongLength);
            }
        }

        private static Throwable unwrapped(Throwable failure) {
            return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        }
    }
}
