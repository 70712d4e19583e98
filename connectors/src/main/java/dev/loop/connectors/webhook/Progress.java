package dev.loop.connectors.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition has come. Requests end in another order than their dispatches stand in the log; the committed
 * offset is that of the first one that is not settled, and its metadata tells which behind it are, so that one slow
 * request does not make all behind it be sent again after a crash.
 */
final class Progress {

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
     * @param end of the log when the partition was assigned: what lies before may have been read, and sent, by another
     */
    Progress(long from, SettledOffsets before, long end) {
        this.next = from;
        this.before = before;
        this.possibleDuplicatesBelow = before.drained() ? from : end;
    }

    /** Null if it was settled before. */
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

    /** Its outcome is in the transaction that is about to be committed. */
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
        // What a sender before had settled and nobody has read again yet is still so.
        before.rangesFrom(next).forEach(settled::add);
        return new OffsetAndMetadata(from, new SettledOffsets(settled, drained).text(from));
    }

    void sent() {
        underWay++;
    }

    void answered() {
        underWay--;
    }

    /** Requests sent and not answered. */
    int underWay() {
        return underWay;
    }

    /** Read and not settled, or settled behind one that is not. */
    int span() {
        return read.size();
    }
}
