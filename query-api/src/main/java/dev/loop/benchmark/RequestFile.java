package dev.loop.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Requests made before they are needed, in a file: outside the heap, and sent without being copied. */
final class RequestFile {

    private static final int WINDOW_BYTES = 1 << 30;

    /** A part of the file that is short enough for one mapping. */
    private record Span(MappedByteBuffer window, int offset, int length) {}

    private final List<Span> requests;

    private RequestFile(List<Span> requests) {
        this.requests = requests;
    }

    /** Makes requests until there are no more. */
    interface Maker {
        /** Returns the next request; an empty array at the end. */
        byte[] next() throws IOException;
    }

    static RequestFile write(Path file, Maker maker) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (byte[] request = maker.next(); request.length > 0; request = maker.next()) {
                out.write(request);
                lengths.add(request.length);
            }
        }
        return map(file, lengths);
    }

    private static RequestFile map(Path file, List<Integer> lengths) throws IOException {
        List<Span> spans = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long start = 0;
            int next = 0;
            while (next < lengths.size()) {
                int bytes = 0;
                int end = next;
                while (end < lengths.size() && bytes + lengths.get(end) <= WINDOW_BYTES) {
                    bytes += lengths.get(end++);
                }
                MappedByteBuffer window = channel.map(MapMode.READ_ONLY, start, bytes);
                for (int offset = 0; next < end; next++) {
                    spans.add(new Span(window, offset, lengths.get(next)));
                    offset += lengths.get(next);
                }
                start += bytes;
            }
        }
        return new RequestFile(spans);
    }

    int count() {
        return requests.size();
    }

    /** Returns the request of a number; after the last one it begins again from the first. */
    ByteBuffer request(long number) {
        Span span = requests.get((int) (number % requests.size()));
        return span.window().slice(span.offset(), span.length());
    }
}
