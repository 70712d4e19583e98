package dev.loop.question.cluster;

import dev.loop.topology.run.InstanceAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Sends messages to other instances by HTTP. */
final class PeerClient implements Peers {

    private static final Duration DIAL = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int MOST_CONNECTIONS = 256;
    private static final int THREADS = 16;

    private final HttpClient http = new HttpClient();
    private final ClusterSecret secret;

    private PeerClient(ClusterSecret secret) {
        this.secret = secret;
    }

    static PeerClient start(ClusterSecret secret) {
        var client = new PeerClient(secret);
        var threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("peers");
        threads.setDaemon(true);
        client.http.setExecutor(threads);
        client.http.setName("peers");
        client.http.setConnectTimeout(DIAL.toMillis());
        client.http.setIdleTimeout(IDLE.toMillis());
        client.http.setMaxConnectionsPerDestination(MOST_CONNECTIONS);
        client.http.setFollowRedirects(false);
        client.http.setHttpCookieStore(new HttpCookieStore.Empty());
        client.http.setUserAgentField(null);
        try {
            client.http.start();
            return client;
        } catch (Exception failed) {
            client.close();
            throw new IllegalStateException("The HTTP client for other instances did not start", failed);
        }
    }

    /** The instance answered with a status other than 200. */
    static final class StatusException extends RuntimeException {
        private final int status;

        StatusException(int status) {
            super("It answered " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    @Override
    public CompletableFuture<byte[]> send(InstanceAddress to, byte[] message, Duration atMost) {
        return send(to, Peers.PATH, message, atMost);
    }

    CompletableFuture<byte[]> send(InstanceAddress to, String path, byte[] message, Duration atMost) {
        var answer = new CompletableFuture<byte[]>();
        Request request = http.newRequest(to.host(), to.port())
                .method(HttpMethod.POST)
                .path(path)
                .headers(headers -> headers.put("Authorization", secret.authorization()))
                .body(new BytesRequestContent("application/octet-stream", message))
                .timeout(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS);
        answer.whenComplete((content, failure) -> {
            if (answer.isCancelled()) {
                // The connection is closed, by which the other instance learns that it may stop.
                request.abort(new CancellationException("The question has ended"));
            }
        });
        request.send(new BufferingResponseListener(Peers.LARGEST_ANSWER) {
            @Override
            public void onComplete(Result result) {
                if (result.isFailed()) {
                    answer.completeExceptionally(result.getFailure());
                } else if (result.getResponse().getStatus() != 200) {
                    answer.completeExceptionally(
                            new StatusException(result.getResponse().getStatus()));
                } else {
                    byte[] content = getContent();
                    answer.complete(content == null ? ByteBuffer.allocate(0).array() : content);
                }
            }
        });
        return answer;
    }

    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("The HTTP client for other instances did not stop", failed);
        }
    }
}
