package dev.loop.topology.sentiment;

import dev.loop.topology.question.Tally;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one bucket for up to {@link #SERIES_PER_PAGE} series, side by side in arrays. Cells that are read
 * together are packed into one value, so that a question over 30 days reads a few hundred values and not a hundred
 * thousand rows.
 *
 * <p>A cell is six counts (sentiment × status) and, per sentiment, the milliseconds that its resolved items took.
 *
 * <p>Encoded: a version byte, the number of cells, and for each the distance to the series before it, a mask of the
 * non-zero numbers, and those numbers; all as base-128 varints. Empty cells are left out.
 *
 * <p>Not thread-safe: {@link CellTable} lets one writer or many readers in.
 */
final class CellPage {

    static final int SERIES_PER_PAGE = 4096;

    private static final byte VERSION = 1;
    /** A series is found by a linear search up to this many cells; most pages of a minute have fewer. */
    private static final int SEARCHED = 16;

    private static final int SENTIMENTS = 3;
    private static final int NUMBERS = Tally.COUNTS + SENTIMENTS;
    private static final int BYTES_PER_CELL = Integer.BYTES + Tally.COUNTS * Integer.BYTES + SENTIMENTS * Long.BYTES;
    private static final int BYTES_PER_PAGE = 160;

    private int size;
    private int[] series;
    private int[] counts;
    private long[] resolution;
    /** The place of each series in the page; made when a linear search takes too long. */
    private short @Nullable [] slots;

    boolean dirty;
    /** Tells whether the page was read or written since the last eviction. */
    volatile boolean used = true;

    CellPage() {
        this(4);
    }

    private CellPage(int capacity) {
        series = new int[capacity];
        counts = new int[capacity * Tally.COUNTS];
        resolution = new long[capacity * SENTIMENTS];
    }

    /** Adds to a cell. Returns by how many bytes the page grew. */
    int add(int seriesId, int index, int items, long resolutionMillis) {
        int capacity = series.length;
        short[] indexBefore = slots;
        int slot = slot(seriesId);
        counts[slot * Tally.COUNTS + index] = Math.addExact(counts[slot * Tally.COUNTS + index], items);
        resolution[slot * SENTIMENTS + index % SENTIMENTS] += resolutionMillis;
        return (series.length - capacity) * BYTES_PER_CELL
                + (slots == indexBefore ? 0 : (lengthOf(slots) - lengthOf(indexBefore)) * Short.BYTES);
    }

    private static int lengthOf(short @Nullable [] index) {
        return index == null ? 0 : index.length;
    }

    /** Returns whether no item of the series is counted here. */
    boolean isEmpty(int seriesId) {
        int slot = slot(seriesId);
        for (int index = 0; index < Tally.COUNTS; index++) {
            if (counts[slot * Tally.COUNTS + index] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Adds every cell whose series has a group to the tally of that group. */
    void addTo(CellSums sums, int offset) {
        int[] groupOf = sums.groupOf();
        for (int slot = 0; slot < size; slot++) {
            int group = groupOf[series[slot]];
            if (group >= 0) {
                sums.add(offset + group, counts, slot * Tally.COUNTS, resolution, slot * SENTIMENTS);
            }
        }
    }

    long weight() {
        short[] index = slots;
        return BYTES_PER_PAGE
                + (long) series.length * BYTES_PER_CELL
                + (index == null ? 0 : (long) index.length * Short.BYTES);
    }

    int size() {
        return size;
    }

    private int slot(int seriesId) {
        if (slots == null && size <= SEARCHED) {
            for (int slot = 0; slot < size; slot++) {
                if (series[slot] == seriesId) {
                    return slot;
                }
            }
            if (size < SEARCHED) {
                if (size == series.length) {
                    grow();
                }
                series[size] = seriesId;
                return size++;
            }
        }
        short[] index = slots == null ? slots = index() : slots;
        int place = seriesId % SERIES_PER_PAGE;
        if (place >= index.length) {
            index = slots = Arrays.copyOf(index, Math.min(SERIES_PER_PAGE, Integer.highestOneBit(place) * 2));
        }
        if (index[place] == 0) {
            if (size == series.length) {
                grow();
            }
            series[size++] = seriesId;
            index[place] = (short) size;
        }
        return index[place] - 1;
    }

    private short[] index() {
        int highest = 7;
        for (int slot = 0; slot < size; slot++) {
            highest = Math.max(highest, series[slot] % SERIES_PER_PAGE);
        }
        short[] index = new short[Math.min(SERIES_PER_PAGE, Integer.highestOneBit(highest) * 2)];
        for (int slot = 0; slot < size; slot++) {
            index[series[slot] % SERIES_PER_PAGE] = (short) (slot + 1);
        }
        return index;
    }

    private void grow() {
        int capacity = Math.min(SERIES_PER_PAGE, series.length * 2);
        series = Arrays.copyOf(series, capacity);
        counts = Arrays.copyOf(counts, capacity * Tally.COUNTS);
        resolution = Arrays.copyOf(resolution, capacity * SENTIMENTS);
    }

    byte[] encode() {
        // The largest encoding of a cell: the series, the mask, six ints and three longs.
        byte[] out = new byte[16 + size * (5 + 2 + Tally.COUNTS * 5 + SENTIMENTS * 10)];
        ByteBuffer buffer = ByteBuffer.wrap(out);
        buffer.put(VERSION);
        int filled = 0;
        for (int slot = 0; slot < size; slot++) {
            filled += mask(slot) == 0 ? 0 : 1;
        }
        putVarint(buffer, filled);
        int previous = 0;
        for (int slot = 0; slot < size; slot++) {
            int mask = mask(slot);
            if (mask == 0) {
                continue;
            }
            putVarint(buffer, zigzag(series[slot] - previous));
            previous = series[slot];
            putVarint(buffer, mask);
            for (int number = 0; number < NUMBERS; number++) {
                if ((mask & 1 << number) != 0) {
                    putVarint(buffer, zigzag(number(slot, number)));
                }
            }
        }
        return Arrays.copyOf(out, buffer.position());
    }

    static CellPage decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalStateException("A page of cells has version " + version
                    + ", which this program does not know; start a program at least as new as the one that wrote it");
        }
        int cells = (int) getVarint(buffer);
        CellPage page = new CellPage(Math.max(4, cells));
        int series = 0;
        for (int slot = 0; slot < cells; slot++) {
            series += (int) unzigzag(getVarint(buffer));
            page.series[slot] = series;
            int mask = (int) getVarint(buffer);
            for (int number = 0; number < NUMBERS; number++) {
                if ((mask & 1 << number) != 0) {
                    long value = unzigzag(getVarint(buffer));
                    if (number < Tally.COUNTS) {
                        page.counts[slot * Tally.COUNTS + number] = (int) value;
                    } else {
                        page.resolution[slot * SENTIMENTS + number - Tally.COUNTS] = value;
                    }
                }
            }
        }
        page.size = cells;
        return page;
    }

    private long number(int slot, int number) {
        return number < Tally.COUNTS
                ? counts[slot * Tally.COUNTS + number]
                : resolution[slot * SENTIMENTS + number - Tally.COUNTS];
    }

    private int mask(int slot) {
        int mask = 0;
        for (int number = 0; number < NUMBERS; number++) {
            mask |= number(slot, number) == 0 ? 0 : 1 << number;
        }
        return mask;
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private static void putVarint(ByteBuffer out, long value) {
        while ((value & ~0x7FL) != 0) {
            out.put((byte) (value & 0x7F | 0x80));
            value >>>= 7;
        }
        out.put((byte) value);
    }

    private static long getVarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
