package dev.loop.topology.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A span is covered exactly, by as few buckets as can be. */
class TimeCoverTest {

    private static final long MINUTE = 60_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldFillTheSpanExactly_whenSpansAreRandom(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            long from = time(random);
            long to = from + length(random);
            TimeCover cover = TimeCover.of(new TimeCover.Span(from, to));

            List<TimeCover.Span> pieces = new ArrayList<>();
            long buckets = 0;
            for (TimeCover.Run run : cover.buckets()) {
                long size = run.granularity().millis();
                assertThat(run.from()).isLessThan(run.to());
                assertThat(run.granularity().bucket(run.from())).isEqualTo(run.from());
                assertThat(run.granularity().bucket(run.to())).isEqualTo(run.to());
                pieces.add(new TimeCover.Span(run.from(), run.to()));
                buckets += (run.to() - run.from()) / size;
            }
            for (TimeCover.Span edge : cover.edges()) {
                assertThat(edge.from()).isLessThan(edge.to());
                assertThat(fewest(edge.from(), edge.to()))
                        .as("whole minutes in %s", edge)
                        .isZero();
                pieces.add(edge);
            }
            pieces.sort(Comparator.comparingLong(TimeCover.Span::from));
            long at = from;
            for (TimeCover.Span piece : pieces) {
                assertThat(piece.from()).as("%d to %d, seed %d", from, to, seed).isEqualTo(at);
                at = piece.to();
            }
            assertThat(at).isEqualTo(to);
            assertThat(buckets).as("%d to %d, seed %d", from, to, seed).isEqualTo(fewest(from, to));
        }
    }

    @Test
    void shouldBeginWeeksOnMonday_whenTheyAreTold() {
        long monday = java.time.Instant.parse("2026-06-15T00:00:00Z").toEpochMilli();
        assertThat(Granularity.WEEK.bucket(monday)).isEqualTo(monday);
        assertThat(Granularity.WEEK.bucket(monday - 1)).isEqualTo(monday - 7 * 86_400_000L);
    }

    @Test
    void shouldBeEmpty_whenTheSpanIs() {
        assertThat(TimeCover.of(new TimeCover.Span(5, 5))).isEqualTo(new TimeCover(List.of(), List.of()));
        assertThat(TimeCover.of(new TimeCover.Span(500_000, -500_000))).isEqualTo(new TimeCover(List.of(), List.of()));
    }

    /** Buckets nest, so that taking the largest that begins here and fits is the best that one can do. */
    private static long fewest(long from, long to) {
        long at = Math.floorDiv(from + MINUTE - 1, MINUTE) * MINUTE;
        long count = 0;
        while (at + MINUTE <= to) {
            long step = MINUTE;
            for (Granularity granularity : List.of(Granularity.HOUR, Granularity.DAY, Granularity.WEEK)) {
                if (granularity.bucket(at) == at && at + granularity.millis() <= to) {
                    step = granularity.millis();
                }
            }
            at += step;
            count++;
        }
        return count;
    }

    private static long time(Random random) {
        long time = (random.nextBoolean() ? 1_700_000_000_000L : -1_700_000_000_000L) + random.nextInt();
        return switch (random.nextInt(4)) {
            case 0 -> Math.floorDiv(time, 86_400_000) * 86_400_000;
            case 1 -> Math.floorDiv(time, MINUTE) * MINUTE;
            case 2 -> random.nextInt(300_000) - 150_000;
            default -> time;
        };
    }

    private static long length(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(130_000);
            case 1 -> random.nextInt(100) * MINUTE;
            case 2 -> random.nextInt(20) * 86_400_000L;
            default -> random.nextInt(1_000_000_000);
        };
    }
}
