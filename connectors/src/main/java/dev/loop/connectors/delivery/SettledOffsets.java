package dev.loop.connectors.delivery;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata of a committed offset: which later dispatches are settled, and whether the sender that committed it had
 * ended everything it had begun.
 *
 * <p>As text it is {@code 1}, then {@code d} or {@code u} (drained, under way), then, in base 64 and deflated, either
 * {@code r} and the ranges, each as its distance from the end of the one before and its length (LEB128), or {@code b}
 * and one bit for each offset, whichever is shorter. Kafka takes at most 4,096 characters: what does not fit is left
 * out, the farthest first, and would be sent again after a crash.
 *
 * @param ranges in ascending order, without overlap
 */
record SettledOffsets(List<Range> ranges, boolean drained) {

    /** A range of offsets, both ends included. */
    record Range(long first, long last) {}

    /** The metadata before the first commit, which comes before the first request. */
    static final SettledOffsets NOTHING_BEGUN = new SettledOffsets(List.of(), true);

    /** A partition with a longer text takes in no more for the moment, so that the limit is not reached. */
    static final int CROWDED_TEXT = 3_000;

    static final int LONGEST_TEXT = 4_000;

    private static final Logger LOG = LoggerFactory.getLogger(SettledOffsets.class);
    private static final char VERSION = '1';
    private static final char DRAINED = 'd';
    private static final char UNDER_WAY = 'u';
    private static final char RANGES = 'r';
    private static final char BITS = 'b';
    private static final int WORTH_BITS = 64;
    private static final int MOST_BITS = 1 << 20;

    SettledOffsets {
        ranges = List.copyOf(ranges);
    }

    boolean contains(long offset) {
        int at = Collections.binarySearch(
                ranges,
                new Range(offset, offset),
                (range, sought) -> range.last() < sought.first() ? -1 : range.first() > sought.last() ? 1 : 0);
        return at >= 0;
    }

    /** Returns the ranges from an offset on. */
    List<Range> rangesFrom(long offset) {
        List<Range> rest = new ArrayList<>();
        for (Range range : ranges) {
            if (range.last() >= offset) {
                rest.add(new Range(Math.max(offset, range.first()), range.last()));
            }
        }
        return rest;
    }

    /** @param from the committed offset */
    String text(long from) {
        int kept = ranges.size();
        while (true) {
            String text = text(from, kept);
            if (text.length() <= LONGEST_TEXT) {
                if (kept < ranges.size()) {
                    LOG.debug("{} of {} ranges of settled offsets fit", kept, ranges.size());
                }
                return text;
            }
            kept = (int) Math.min(kept - 1L, (long) kept * LONGEST_TEXT / text.length());
        }
    }

    /** Parses metadata. Text that cannot be read, such as another program's, yields nothing. */
    static SettledOffsets parse(long from, String text) {
        if (text.length() < 3 || text.charAt(0) != VERSION) {
            return new SettledOffsets(List.of(), false);
        }
        boolean drained = text.charAt(1) == DRAINED;
        try {
            byte[] bytes = inflated(Base64.getUrlDecoder().decode(text.substring(3)));
            return new SettledOffsets(text.charAt(2) == BITS ? ofBits(from, bytes) : ofRanges(from, bytes), drained);
        } catch (IllegalArgumentException | DataFormatException unreadable) {
            LOG.warn("The metadata of a committed offset cannot be read: {}", unreadable.toString());
            return new SettledOffsets(List.of(), false);
        }
    }

    private static List<Range> ofRanges(long from, byte[] bytes) throws DataFormatException {
        List<Range> ranges = new ArrayList<>();
        var numbers = new Numbers(bytes);
        long end = from;
        while (numbers.hasNext()) {
            long first = end + numbers.next();
            long last = first + numbers.next();
            ranges.add(new Range(first, last));
            end = last + 1;
        }
        return ranges;
    }

    private static List<Range> ofBits(long from, byte[] bytes) {
        BitSet bits = BitSet.valueOf(bytes);
        List<Range> ranges = new ArrayList<>();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            ranges.add(new Range(from + first, from + end - 1));
            first = bits.nextSetBit(end);
        }
        return ranges;
    }

    private String text(long from, int kept) {
        String start = "" + VERSION + (drained ? DRAINED : UNDER_WAY);
        if (kept == 0) {
            return start + RANGES;
        }
        String asRanges = encoded(rangesOf(from, kept));
        if (kept < WORTH_BITS || ranges.get(kept - 1).last() - from >= MOST_BITS) {
            return start + RANGES + asRanges;
        }
        String asBits = encoded(bitsOf(from, kept));
        return asBits.length() < asRanges.length() ? start + BITS + asBits : start + RANGES + asRanges;
    }

    private byte[] rangesOf(long from, int kept) {
        var numbers = new ByteArrayOutputStream();
        long end = from;
        for (Range range : ranges.subList(0, kept)) {
            put(numbers, range.first() - end);
            put(numbers, range.last() - range.first());
            end = range.last() + 1;
        }
        return numbers.toByteArray();
    }

    private byte[] bitsOf(long from, int kept) {
        var bits = new BitSet();
        for (Range range : ranges.subList(0, kept)) {
            bits.set((int) (range.first() - from), (int) (range.last() + 1 - from));
        }
        return bits.toByteArray();
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(deflated(bytes));
    }

    private static void put(ByteArrayOutputStream out, long number) {
        long rest = number;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static byte[] deflated(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflated(byte[] bytes) throws DataFormatException {
        if (bytes.length == 0) {
            return bytes;
        }
        var inflater = new Inflater(true);
        try {
            inflater.setInput(bytes);
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!inflater.finished()) {
                int length = inflater.inflate(buffer);
                if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new DataFormatException("it breaks off");
                }
                out.write(buffer, 0, length);
            }
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }

    private static final class Numbers {
        private final byte[] bytes;
        private int at;

        private Numbers(byte[] bytes) {
            this.bytes = bytes;
        }

        private boolean hasNext() {
            return at < bytes.length;
        }

        private long next() throws DataFormatException {
            long number = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                if (!hasNext()) {
                    throw new DataFormatException("a number breaks off");
                }
                byte part = bytes[at++];
                number |= (long) (part & 0x7f) << shift;
                if (part >= 0) {
                    return number;
                }
            }
            throw new DataFormatException("a number is too long");
        }
    }
}
