package dev.loop.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body as it arrives, taken by one thread. The next part is asked for when one is taken, so that memory holds few; and
 * each wait has a limit, which the streams of Java have not.
 */
final class Chunks implements BodySubscriber<Chunks>, AutoCloseable {

    /** A part, or how the body ended. */
    private record Signal(
            byte[] bytes, boolean end, @Nullable Throwable broken) {}

    private static final int MOST_TEXT = 1 << 20;

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override
    public CompletionStage<Chunks> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription one) {
        subscription.complete(one);
        one.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
        }
        signals.add(new Signal(bytes.toByteArray(), false, null));
    }

    @Override
    public void onError(Throwable broken) {
        signals.add(new Signal(new byte[0], true, broken));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal(new byte[0], true, null));
    }

    /**
     * Returns the next bytes; empty at the end.
     *
     * @throws IOException if the body broke off
     */
    Optional<byte[]> next(Duration longest) throws IOException {
        Signal signal;
        try {
            signal = signals.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new CallInterruptedException();
        }
        if (signal == null) {
            throw new ApiTimeoutException(
                    "Nothing arrived for " + longest.toMillis() + " ms: the connection is given up.");
        }
        if (!signal.end) {
            subscription.join().request(1);
            return Optional.of(signal.bytes);
        }
        if (signal.broken != null) {
            throw new IOException(signal.broken.getMessage(), signal.broken);
        }
        return Optional.empty();
    }

    /** Returns the text of a short body, or its beginning. */
    String text(Duration longest) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (this) {
            Optional<byte[]> part;
            while (text.size() < MOST_TEXT && (part = next(longest)).isPresent()) {
                text.writeBytes(part.get());
            }
        } catch (IOException e) {
            // What came says more than nothing.
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Closes the connection; may be called by any thread, and wakes the one that waits. */
    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
        onComplete();
    }
}
