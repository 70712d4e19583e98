package dev.loop.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of {@code GET /v1/stream}: one thread reads some of them, the others open the stream and never read. */
final class LiveTails implements AutoCloseable {

    /** A small buffer, so that the system keeps little for a client that does not read. */
    private static final int SMALL_BUFFER = 4 << 10;

    private final Selector selector;
    private final List<SocketChannel> channels = new ArrayList<>();
    private final AtomicLong told = new AtomicLong();
    private final Thread reader;
    private volatile boolean closed;

    private LiveTails(Selector selector) {
        this.selector = selector;
        this.reader = new Thread(this::read, "live-tails");
        reader.setDaemon(true);
    }

    static LiveTails open(URI server, RequestHead head, int reading, int notReading) throws IOException {
        LiveTails tails = new LiveTails(Selector.open());
        try {
            for (int i = 0; i < reading + notReading; i++) {
                tails.open(server, head, i < reading);
            }
        } catch (IOException failed) {
            tails.close();
            throw failed;
        }
        tails.reader.start();
        return tails;
    }

    private void open(URI server, RequestHead head, boolean reads) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        if (!reads) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        }
        channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        ByteBuffer request = head.get("/v1/stream");
        while (request.hasRemaining()) {
            channel.write(request);
        }
        channel.configureBlocking(false);
        if (reads) {
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    /** Returns the number of messages that came to reading clients; each ends with an empty line. */
    long told() {
        return told.get();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (!closed) {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    if (((SocketChannel) key.channel()).read(buffer.clear()) < 0) {
                        key.cancel();
                    }
                    told.addAndGet(messages(buffer.flip()));
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException failed) {
            if (!closed) {
                throw new IllegalStateException("A live client failed", failed);
            }
        }
    }

    private static int messages(ByteBuffer bytes) {
        int ends = 0;
        byte last = 0;
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n' && last == '\n') {
                ends++;
            }
            last = next;
        }
        return ends;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
