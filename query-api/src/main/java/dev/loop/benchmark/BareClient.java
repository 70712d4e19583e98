package dev.loop.benchmark;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP client under the sender alone: posts the same request again and again, over several connections at once. */
final class BareClient implements AutoCloseable {

    private static final int THREADS = 24;

    private final HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(1));
    private final URI url;
    private final HealthyReceiver.Sample sample;
    private final int atOnce;

    private BareClient(URI url, HealthyReceiver.Sample sample, int atOnce) {
        this.url = url;
        this.sample = sample;
        this.atOnce = atOnce;
    }

    static BareClient start(URI url, HealthyReceiver.Sample sample, int atOnce) throws Exception {
        BareClient client = new BareClient(url, sample, atOnce);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setDaemon(true);
        client.http.setExecutor(threads);
        client.http.setMaxConnectionsPerDestination(atOnce);
        client.http.setFollowRedirects(false);
        client.http.setUserAgentField(null);
        client.http.start();
        client.http.getContentDecoderFactories().clear();
        return client;
    }

    /** Sends requests. Returns how many a second. */
    double send(long count) throws Exception {
        Round round = new Round(count);
        long began = System.nanoTime();
        for (long i = Math.min(atOnce, count); i > 0; i--) {
            round.next();
        }
        round.done.await();
        Throwable failure = round.failure.get();
        if (failure != null) {
            throw new IllegalStateException("A request to the receiver of the benchmark failed", failure);
        }
        return count * 1e9 / (System.nanoTime() - began);
    }

    @Override
    public void close() throws Exception {
        http.stop();
    }

    private final class Round implements Response.CompleteListener {
        private final AtomicLong toSend;
        private final AtomicLong toAnswer;
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        private Round(long count) {
            toSend = new AtomicLong(count);
            toAnswer = new AtomicLong(count);
        }

        private void next() {
            if (toSend.getAndDecrement() > 0) {
                http.newRequest(url)
                        .method(HttpMethod.POST)
                        .headers(fields -> sample.headers().forEach(one -> fields.put(one.getKey(), one.getValue())))
                        .body(new BytesRequestContent("application/json", sample.body()))
                        .send(this);
            }
        }

        @Override
        public void onComplete(Result result) {
            if (result.isFailed()) {
                failure.compareAndSet(null, result.getFailure());
                done.countDown();
            } else if (toAnswer.decrementAndGet() == 0) {
                done.countDown();
            } else {
                next();
            }
        }
    }
}
