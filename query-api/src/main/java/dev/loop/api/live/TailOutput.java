package dev.loop.api.live;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Writes a tail as fast as its client reads, and never waits for it: a client that does not read holds no thread. Such
 * a client is cut off by the server's idle time-out, since a write of it makes no progress.
 */
final class TailOutput implements WriteListener {

    private final Tail tail;
    private final ServletOutputStream out;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private boolean mayWrite;
    private boolean unflushed;

    TailOutput(Tail tail, ServletOutputStream out) {
        this.tail = tail;
        this.out = out;
    }

    /** Completes when the client is gone, or was closed. It never fails: a client that leaves is no fault. */
    CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            mayWrite = true;
        }
        write();
    }

    @Override
    public void onError(Throwable gone) {
        close();
    }

    void close() {
        end.complete(null);
    }

    /** Writes everything queued, or as much as the client takes now; the server calls again when it takes more. */
    void write() {
        try {
            writeWhatFits();
        } catch (IOException | IllegalStateException gone) {
            close();
        }
    }

    private synchronized void writeWhatFits() throws IOException {
        while (mayWrite && !end.isDone() && out.isReady()) {
            byte[] next = tail.take();
            if (next != null) {
                out.write(next);
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return;
            }
        }
    }
}
