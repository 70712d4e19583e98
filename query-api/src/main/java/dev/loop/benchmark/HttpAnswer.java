package dev.loop.benchmark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/1.1 answer, gathered as it comes in. It knows bodies of a given length and chunked ones (RFC 9112, 6), which
 * is all that the measured servers send.
 */
final class HttpAnswer {

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final int CHUNKED = -1;
    private static final int STATUS_AT = 9;

    private byte[] bytes = new byte[4 << 10];
    private int size;
    private int headEnd;
    private int bodyLength;

    /** The place where the next chunk begins. */
    private int chunk;

    void clear() {
        size = 0;
        headEnd = 0;
    }

    /** Takes the content of the buffer, and empties it. */
    void add(ByteBuffer more) {
        if (size + more.remaining() > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more.remaining()));
        }
        int count = more.remaining();
        more.get(bytes, size, count);
        size += count;
        more.clear();
    }

    /** Returns whether the whole answer is there. */
    boolean complete() {
        if (headEnd == 0 && !readHead()) {
            return false;
        }
        return bodyLength == CHUNKED ? chunksComplete() : size >= headEnd + bodyLength;
    }

    private boolean readHead() {
        int end = find(HEAD_END, 0);
        if (end < 0) {
            return false;
        }
        headEnd = end + HEAD_END.length;
        chunk = headEnd;
        bodyLength = header("content-length")
                .map(Integer::parseInt)
                .orElseGet(() -> header("transfer-encoding").isPresent() ? CHUNKED : 0);
        return true;
    }

    private boolean chunksComplete() {
        while (true) {
            int line = find(new byte[] {'\r', '\n'}, chunk);
            if (line < 0) {
                return false;
            }
            int length = Integer.parseInt(new String(bytes, chunk, line - chunk, StandardCharsets.US_ASCII), 16);
            int next = line + 2 + length + 2;
            if (next > size) {
                return false;
            }
            if (length == 0) {
                return true;
            }
            chunk = next;
        }
    }

    private int find(byte[] wanted, int from) {
        for (int at = from; at + wanted.length <= size; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    int status() {
        return (bytes[STATUS_AT] - '0') * 100 + (bytes[STATUS_AT + 1] - '0') * 10 + bytes[STATUS_AT + 2] - '0';
    }

    /** @param name in lower case */
    Optional<String> header(String name) {
        String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1);
        String start = "\r\n" + name + ":";
        int at = head.toLowerCase(Locale.ROOT).indexOf(start);
        return at < 0
                ? Optional.empty()
                : Optional.of(head.substring(at + start.length(), head.indexOf('\r', at + 2))
                        .strip());
    }

    /** Returns the headers in the order in which they came. */
    List<Map.Entry<String, String>> headers() {
        String[] lines = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1).split("\r\n");
        return Arrays.stream(lines)
                .skip(1)
                .map(line -> Map.entry(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip()))
                .toList();
    }

    /** Returns the body as received; not for chunked ones. */
    byte[] body() {
        if (bodyLength == CHUNKED) {
            throw new IllegalStateException("A chunked body is not put together here: " + this);
        }
        return Arrays.copyOfRange(bytes, headEnd, headEnd + bodyLength);
    }

    String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /** Returns a copy to keep, since this answer is filled again with the next. */
    HttpAnswer copy() {
        HttpAnswer copy = new HttpAnswer();
        copy.add(ByteBuffer.wrap(bytes, 0, size));
        copy.complete();
        return copy;
    }

    /** Returns the status line and the beginning of the body, for a failure's message. */
    @Override
    public String toString() {
        return new String(bytes, 0, Math.min(size, 2_000), StandardCharsets.UTF_8);
    }
}
