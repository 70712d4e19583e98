package dev.loop.topology.store;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.question.ReadBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Snapshot;

/**
 * Reads items as they were at one moment, newest first, a portion at a time, and lets the writer in between portions.
 *
 * <p>Not thread-safe.
 */
final class ItemScan implements AutoCloseable {

    private static final int PORTION = 1000;

    /** The size of a scan's first portion, small since most lists are short; each further one is twice as long. */
    private static final int FIRST_PORTION = 64;

    private final Contents contents;
    private final byte[] to;
    private final ReadBudget budget;
    private final ItemCodec codec = new ItemCodec();
    private final List<byte[]> portion = new ArrayList<>();
    private final Moment moment;
    private byte @Nullable [] next;
    private int read;
    private int size = FIRST_PORTION;

    private record Moment(Tables source, Snapshot snapshot, long position) {}

    /** Opens a scan from a key (inclusive) to another (exclusive) of {@code feedback-by-time}. */
    ItemScan(Contents contents, byte[] from, byte[] to, ReadBudget budget) {
        this.contents = contents;
        this.to = to;
        this.budget = budget;
        this.next = from;
        this.moment = contents.reading(() -> {
            Tables source = contents.tables();
            return new Moment(source, source.snapshot(), contents.commands().applied());
        });
    }

    /** Returns the position of the moment that the scan reads. */
    long position() {
        return moment.position();
    }

    /** Returns the next item; null after the last. */
    @Nullable
    Feedback next() {
        if (read == portion.size() && !more()) {
            return null;
        }
        return codec.decode(portion.get(read++));
    }

    private boolean more() {
        byte[] from = next;
        if (from == null) {
            return false;
        }
        budget.check();
        portion.clear();
        read = 0;
        next = null;
        contents.reading(moment.source(), () -> {
            moment.source().scan(Tables.Table.FEEDBACK_BY_TIME, moment.snapshot(), from, to, (key, value) -> {
                if (portion.size() == size) {
                    next = key;
                    return false;
                }
                portion.add(value);
                return true;
            });
            return portion;
        });
        size = Math.min(2 * size, PORTION);
        budget.read(portion.size());
        return !portion.isEmpty();
    }

    /**
     * Releases the snapshot. A snapshot goes with its database: once that was closed, opened again or not, there is
     * none to release.
     */
    @Override
    public void close() {
        contents.whileOpen(moment.source(), () -> moment.source().release(moment.snapshot()));
    }
}
