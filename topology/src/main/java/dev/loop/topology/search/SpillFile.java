package dev.loop.topology.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of changes for which memory has no room, first in, first out. It is emptied whenever all of it was read. A new
 * file begins empty: an index that was not closed in order is made again from the items.
 *
 * <p>Not thread-safe.
 */
final class SpillFile {

    /**
     * @param position position of the command that caused the change
     * @param known whether the item existed before
     * @param stored the item as it is stored; null if it is gone
     */
    record Entry(long number, long position, boolean known, String id, byte @Nullable [] stored) {}

    private static final int BUFFER_BYTES = 128 << 10;
    private static final int READ_BYTES = 512 << 10;
    private static final int HEAD_BYTES = 2 * Long.BYTES + 1 + Integer.BYTES;

    private final Path file;
    private @Nullable FileChannel channel;
    private ByteBuffer unwritten = ByteBuffer.allocate(0);
    private long written;
    private long read;

    /** @param file nothing else may be kept under this name */
    SpillFile(Path file) {
        this.file = file;
    }

    boolean isEmpty() {
        return bytes() == 0;
    }

    /** Returns the size of the waiting changes in bytes. */
    long bytes() {
        return written - read + unwritten.position();
    }

    void add(Entry entry) throws IOException {
        byte[] id = entry.id().getBytes(StandardCharsets.UTF_8);
        byte[] stored = entry.stored() == null ? new byte[0] : entry.stored();
        int bytes = HEAD_BYTES + id.length + stored.length;
        if (unwritten.remaining() < Integer.BYTES + bytes) {
            write();
            if (unwritten.capacity() < Integer.BYTES + bytes) {
                unwritten = ByteBuffer.allocate(Math.max(BUFFER_BYTES, Integer.BYTES + bytes));
            }
        }
        unwritten
                .putInt(bytes)
                .putLong(entry.number())
                .putLong(entry.position())
                .put((byte) (entry.known() ? 1 : 0))
                .putInt(id.length)
                .put(id)
                .put(stored);
    }

    /** Returns some of the next entries; an empty list only if there are none. */
    List<Entry> take() throws IOException {
        write();
        List<Entry> entries = new ArrayList<>();
        if (written == read) {
            return entries;
        }
        ByteBuffer in = read(READ_BYTES);
        int first = in.getInt(0);
        if (in.remaining() < Integer.BYTES + first) {
            in = read(Integer.BYTES + first);
        }
        while (in.remaining() >= Integer.BYTES && in.remaining() >= Integer.BYTES + in.getInt(in.position())) {
            entries.add(entry(in));
        }
        read += in.position();
        if (read == written) {
            open().truncate(0);
            read = 0;
            written = 0;
        }
        return entries;
    }

    private static Entry entry(ByteBuffer in) {
        int bytes = in.getInt();
        long number = in.getLong();
        long position = in.getLong();
        boolean known = in.get() == 1;
        byte[] id = new byte[in.getInt()];
        in.get(id);
        byte[] stored = new byte[bytes - HEAD_BYTES - id.length];
        in.get(stored);
        return new Entry(
                number, position, known, new String(id, StandardCharsets.UTF_8), stored.length == 0 ? null : stored);
    }

    private ByteBuffer read(int most) throws IOException {
        ByteBuffer in = ByteBuffer.allocate((int) Math.min(most, written - read));
        while (in.hasRemaining()) {
            if (open().read(in, read + in.position()) < 0) {
                throw new IOException("The backlog of the text index ends before its end: " + file);
            }
        }
        return in.flip();
    }

    private void write() throws IOException {
        unwritten.flip();
        while (unwritten.hasRemaining()) {
            written += open().write(unwritten, written);
        }
        unwritten.clear();
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        }
        return channel;
    }

    /** Empties the backlog and deletes its file. */
    void clear() throws IOException {
        unwritten.clear();
        written = 0;
        read = 0;
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
        Files.deleteIfExists(file);
    }
}
