package dev.loop.connectors.webhook.http;

import dev.loop.connectors.webhook.address.CheckedLookup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
 * Jetty's HTTP client for addresses that others name. Redirects are not followed, cookies not kept, bodies not decoded,
 * proxies of the environment not asked. Every address of a name is checked as it is dialled, and the checked address is
 * the one that is dialled; a reused connection goes where it was dialled to.
 */
public final class CheckedHttp implements AutoCloseable {

    /**
     * Idle connections close before the five seconds after which many servers close, so that a request seldom meets a
     * closing connection.
     */
    private static final long IDLE_MILLIS = 4_000;

    private static final int MOST_CONNECTIONS = 1_024;
    private static final int LONGEST_HEADERS = 16 << 10;
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final ClientSettings settings;
    private final CheckedLookup lookup;
    private final HttpClient http;

    private CheckedHttp(ClientSettings settings) {
        this.settings = settings;
        this.lookup = new CheckedLookup(settings.names(), settings.addresses(), settings.dialDeadline());
        this.http = new HttpClient(new Dialler(settings.dialDeadline()));
    }

    /**
     * @param name what its threads are called after
     * @param threads the limit of them
     */
    public static CheckedHttp start(ClientSettings settings, String name, int threads) {
        var client = new CheckedHttp(settings);
        try {
            client.start(name, threads);
            return client;
        } catch (Exception failed) {
            client.close();
            throw new IllegalStateException("The HTTP client " + name + " did not start", failed);
        }
    }

    public HttpClient http() {
        return http;
    }

    /** Closes the client; requests under way fail. */
    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("The HTTP client " + http.getName() + " did not stop", failed);
        } finally {
            lookup.close();
        }
    }

    private void start(String name, int most) throws Exception {
        var threads = new QueuedThreadPool(most, 2);
        threads.setName(name + "-http");
        threads.setDaemon(true);
        http.setExecutor(threads);
        http.setName(name);
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
