package dev.loop.connectors.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which dispatches of one partition are settled. Requests end in another order than their dispatches have in
 * the log. The committed offset is that of the first dispatch that is not settled, and its metadata tells which later
 * ones are, so that a crash behind one slow request does not send all later ones again.
 */
final class OffsetTracker {

    /** A dispatch that was read. */
    static final class Entry {
        final long offset;
        private boolean settled;

        private Entry(long offset) {
            this.offset = offset;
        }
    }

    private final SettledOffsets before;
    private final long possibleDuplicatesBelow;
    private final Deque<Entry> read = new ArrayDeque<>();
    private long next;
    private int underWay;

    /**
     * @param from the committed offset, or the first of the log
     * @param before what the metadata of the committed offset tells
     * @param end end of the log when the partition was assigned: another sender may have read, and sent, what lies
     *     before
     */
    OffsetTracker(long from, SettledOffsets before, long end) {
        this.next = from;
        this.before = before;
        this.possibleDuplicatesBelow = before.drained() ? from : end;
    }

    /** Returns the entry of a dispatch; null if it was settled before. */
    @Nullable
    Entry read(long offset) {
        next = offset + 1;
        var entry = new Entry(offset);
        entry.settled = before.contains(offset);
        if (!entry.settled || !read.isEmpty()) {
            read.add(entry);
        }
        return entry.settled ? null : entry;
    }

    boolean possibleDuplicate(long offset) {
        return offset < possibleDuplicatesBelow;
    }

    /** Marks a dispatch as settled: its outcome is in the transaction that is about to be committed. */
    void settle(Entry entry) {
        entry.settled = true;
        while (!read.isEmpty() && read.peek().settled) {
            read.remove();
        }
    }

    /** @param drained no request is under way whose outcome is not among the settled */
    OffsetAndMetadata committable(boolean drained) {
        long from = read.isEmpty() ? next : read.element().offset;
        List<SettledOffsets.Range> settled = new ArrayList<>();
        long first = -1;
        long last = -1;
        for (Entry entry : read) {
            if (entry.settled) {
                first = first < 0 ? entry.offset : first;
                last = entry.offset;
            } else if (first >= 0) {
                settled.add(new SettledOffsets.Range(first, last));
                first = -1;
            }
        }
        if (first >= 0) {
            settled.add(new SettledOffsets.Range(first, last));
        }
        // Dispatches that an earlier sender settled, and that nobody has read again yet, are still settled.
        before.rangesFrom(next).forEach(settled::add);
        return new OffsetAndMetadata(from, new SettledOffsets(settled, drained).text(from));
    }

    void sent() {
        underWay++;
    }

    void answered() {
        underWay--;
    }

    /** Returns the number of requests sent and not answered. */
    int underWay() {
        return underWay;
    }

    /** Returns the number of dispatches that are read and not settled, or settled behind one that is not. */
    int span() {
        return read.size();
    }
}
