package dev.loop.api.feedback;

import dev.loop.api.http.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** A body without an announced length that is still cut off at the limit. */
final class CappedStream extends FilterInputStream {

    private final long limit;
    private long read;

    CappedStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        count(Math.max(0, n));
        return n;
    }

    private void count(int n) {
        read += n;
        if (read > limit) {
            throw Problem.TOO_LARGE.because(
                    String.format(Locale.ROOT, "The batch is over the limit of %,d bytes.", limit));
        }
    }
}
