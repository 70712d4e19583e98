package dev.loop.api.table;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts the bytes written, which is the place in the file of the next byte. */
final class CountingStream extends FilterOutputStream {

    private long written;

    CountingStream(OutputStream out) {
        super(out);
    }

    long written() {
        return written;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        written++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        written += length;
    }
}
