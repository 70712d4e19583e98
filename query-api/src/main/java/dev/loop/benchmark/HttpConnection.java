package dev.loop.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection that is kept alive, with at most one request under way. */
final class HttpConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final SelectionKey key;
    private final HttpAnswer answer = new HttpAnswer();
    private ByteBuffer request = ByteBuffer.allocate(0);

    /** The number of the request under way, and the time at which it was due. */
    private long number;

    private long due;
    private int step;

    HttpConnection(InetSocketAddress server, Selector selector) throws IOException {
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void begin(long requestNumber, long dueNanos, ByteBuffer first) throws IOException {
        number = requestNumber;
        due = dueNanos;
        step = 0;
        send(first);
    }

    void follow(ByteBuffer next) throws IOException {
        step++;
        send(next);
    }

    private void send(ByteBuffer next) throws IOException {
        answer.clear();
        request = next;
        write();
    }

    private void write() throws IOException {
        channel.write(request);
        key.interestOps(request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /**
     * Continues with what the selector found possible. Returns whether the answer is complete.
     *
     * @param shared buffer for reading, empty
     */
    boolean proceed(ByteBuffer shared) throws IOException {
        if (key.isWritable()) {
            write();
        }
        if (key.isReadable()) {
            int read = channel.read(shared);
            if (read < 0) {
                throw new EOFException("The server closed a connection after: " + answer);
            }
            answer.add(shared.flip());
            return answer.complete();
        }
        return false;
    }

    HttpAnswer answer() {
        return answer;
    }

    long number() {
        return number;
    }

    long due() {
        return due;
    }

    /** Returns 0 while the first request is answered, 1 while its follow-up is. */
    int step() {
        return step;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
