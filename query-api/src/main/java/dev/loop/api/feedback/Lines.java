package dev.loop.api.feedback;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a stream into lines without copying them, and keeps no more than one. Not for several threads. */
final class Lines {

    private final InputStream in;
    private final int longest;
    private byte[] buffer = new byte[64 << 10];
    private int start;
    private int end;
    private int limit;
    private int next;
    private boolean ended;
    private boolean tooLong;

    /** @param longest bytes of a line; of a longer one nothing is kept */
    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /**
     * Returns the first byte that is not white space or part of a byte order mark, without taking it; -1 if there is
     * none.
     */
    int peek() throws IOException {
        for (int i = 0; ; i++) {
            if (i == limit && !fill()) {
                return -1;
            }
            int b = buffer[i] & 0xff;
            if (b > ' ' && b != 0xef && b != 0xbb && b != 0xbf) {
                return b;
            }
            if (i > 1024) {
                return b;
            }
        }
    }

    /** Moves to the next line; false at the end of the stream. */
    boolean advance() throws IOException {
        start = next;
        tooLong = false;
        int at = start;
        while (true) {
            for (; at < limit; at++) {
                if (buffer[at] == '\n') {
                    end = at;
                    next = at + 1;
                    return true;
                }
            }
            if (at - start > longest) {
                tooLong = true;
                start = limit;
            }
            int before = start;
            if (!fill()) {
                end = limit;
                next = limit;
                return end > start || tooLong;
            }
            at -= before - start;
            at = Math.max(at, start);
        }
    }

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    boolean tooLong() {
        return tooLong || end - start > longest;
    }

    boolean blank() {
        for (int i = start; i < end; i++) {
            if (buffer[i] > ' ' || buffer[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the remaining bytes as a stream, without a byte order mark. */
    InputStream rest() {
        if (limit - next >= 3 && (buffer[next] & 0xff) == 0xef && (buffer[next + 1] & 0xff) == 0xbb) {
            next += 3;
        }
        return new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(buffer, next, limit - next), in);
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (limit == buffer.length) {
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, limit - start);
                limit -= start;
                next = 0;
                start = 0;
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            ended = true;
            return false;
        }
        limit += read;
        return true;
    }
}
