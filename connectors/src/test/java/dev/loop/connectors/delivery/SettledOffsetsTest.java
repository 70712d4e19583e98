package dev.loop.connectors.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.connectors.delivery.SettledOffsets.Range;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettledOffsetsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void shouldReadBackWhatItWrote_whenRangesAreAnyhow(int seed) {
        Random random = new Random(seed);
        long from = random.nextLong(1L << 40);
        int[] lengths = {0, 1, 10, 300, 2_000, 12_000};
        BitSet settled = new BitSet();
        int span = lengths[random.nextInt(lengths.length)];
        double share = random.nextDouble();
        for (int i = 1; i < span; i++) {
            settled.set(i, random.nextDouble() < share);
        }

        String text = new SettledOffsets(ranges(from, settled), seed % 2 == 0).text(from);
        SettledOffsets read = SettledOffsets.parse(from, text);

        assertThat(text.length()).as("seed %d", seed).isLessThanOrEqualTo(SettledOffsets.LONGEST_TEXT);
        assertThat(read.drained()).isEqualTo(seed % 2 == 0);
        for (int i = 0; i <= span; i++) {
            assertThat(read.contains(from + i)).as("seed %d, %d", seed, i).isEqualTo(settled.get(i));
        }
        assertThat(read.contains(from - 1)).isFalse();
    }

    @Test
    void shouldFit_whenOneSlowRequestHoldsUpAMinuteOfOthers() {
        BitSet settled = new BitSet();
        settled.set(1, 300_000);

        assertThat(new SettledOffsets(ranges(7, settled), false).text(7)).hasSizeLessThan(20);
    }

    @Test
    void shouldKeepTheNearest_whenNotAllFits() {
        Random random = new Random(1);
        BitSet settled = new BitSet();
        for (int i = 1; i < 200_000; i++) {
            settled.set(i, random.nextBoolean());
        }

        String text = new SettledOffsets(ranges(0, settled), false).text(0);
        SettledOffsets read = SettledOffsets.parse(0, text);

        assertThat(text.length()).isBetween(SettledOffsets.LONGEST_TEXT / 2, SettledOffsets.LONGEST_TEXT);
        long last = read.ranges().get(read.ranges().size() - 1).last();
        assertThat(last).isGreaterThan(8_000);
        for (int i = 0; i <= last; i++) {
            assertThat(read.contains(i)).isEqualTo(settled.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "hello", "1ur!!!", "1urAAAA", "2dr", "1ubzzzz"})
    void shouldTellNothing_whenTheTextIsNotOurs(String text) {
        SettledOffsets read = SettledOffsets.parse(3, text);

        assertThat(read.drained()).isFalse();
        assertThat(read.ranges()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldSettleEachOnce_whenSendersFollowOneAnother(int seed) {
        Random random = new Random(seed);
        BitSet settled = new BitSet();
        OffsetAndMetadata committed = new OffsetAndMetadata(0, SettledOffsets.NOTHING_BEGUN.text(0));
        // The offsets of a log that has gaps, since transactions leave marks in it.
        List<Long> log = new ArrayList<>();
        for (long offset = 0; log.size() < 2_000; offset += random.nextInt(10) == 0 ? 2 : 1) {
            log.add(offset);
        }
        for (int sender = 0; sender < 8; sender++) {
            OffsetTracker tracker = new OffsetTracker(
                    committed.offset(), SettledOffsets.parse(committed.offset(), committed.metadata()), log.size());
            List<OffsetTracker.Entry> open = new ArrayList<>();
            int reads = random.nextInt(600);
            for (long offset : log) {
                if (offset >= committed.offset() && reads-- > 0) {
                    OffsetTracker.Entry entry = tracker.read(offset);
                    assertThat(entry == null).as("seed %d, %d", seed, offset).isEqualTo(settled.get((int) offset));
                    if (entry != null) {
                        open.add(entry);
                    }
                }
            }
            int settle = random.nextInt(open.size() + 1);
            for (int i = 0; i < settle; i++) {
                OffsetTracker.Entry entry = open.remove(random.nextInt(open.size()));
                tracker.settle(entry);
                settled.set((int) entry.offset);
            }
            committed = tracker.committable(false);
            assertThat(committed.metadata().length()).isLessThan(SettledOffsets.LONGEST_TEXT);
        }
    }

    @Test
    void shouldMarkWhatAnotherMayHaveSent_whenItDidNotDrain() {
        OffsetTracker fresh = new OffsetTracker(5, SettledOffsets.NOTHING_BEGUN, 100);
        assertThat(fresh.possibleDuplicate(5)).isFalse();

        OffsetTracker drained = new OffsetTracker(
                5, SettledOffsets.parse(5, fresh.committable(true).metadata()), 100);
        assertThat(drained.possibleDuplicate(5)).isFalse();

        OffsetTracker crashed = new OffsetTracker(
                5, SettledOffsets.parse(5, fresh.committable(false).metadata()), 100);
        assertThat(crashed.possibleDuplicate(5)).isTrue();
        assertThat(crashed.possibleDuplicate(99)).isTrue();
        assertThat(crashed.possibleDuplicate(100)).isFalse();
    }

    private static List<Range> ranges(long from, BitSet settled) {
        List<Range> ranges = new ArrayList<>();
        for (int first = settled.nextSetBit(0); first >= 0; ) {
            int end = settled.nextClearBit(first);
            ranges.add(new Range(from + first, from + end - 1));
            first = settled.nextSetBit(end);
        }
        return ranges;
    }
}
