package dev.loop.topology.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Tally;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page holds what was added to it, whatever order its series come in, before and after it was written out. */
class CellPageTest {

    @ParameterizedTest(name = "seed {0}, {1} series from {2}")
    @CsvSource({"1, 1, 0", "2, 16, 0", "3, 17, 4090", "4, 300, 0", "5, 4096, 0", "6, 4096, 8192", "7, 3, 1000000"})
    void shouldHoldWhatWasAdded_whenAdditionsAreRandom(long seed, int series, int first) {
        Random random = new Random(seed);
        // A page holds series that share all but their last twelve bits.
        int base = first / CellPage.SERIES_PER_PAGE * CellPage.SERIES_PER_PAGE;
        int offset = first - base;
        CellPage page = new CellPage();
        Map<Integer, Tally> oracle = new HashMap<>();
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < Math.max(20, series * 2); i++) {
                int id = base + (offset + random.nextInt(series)) % CellPage.SERIES_PER_PAGE;
                int index = random.nextInt(Tally.COUNTS);
                int items = random.nextInt(3) == 0 ? -random.nextInt(1000) : random.nextInt(1000);
                long millis = index < 3 ? 0 : random.nextLong() >> 8;
                page.add(id, index, items, millis);
                oracle.computeIfAbsent(id, key -> new Tally()).add(index, items, millis);
            }
            assertHolds(page, oracle, base);
            page = CellPage.decode(page.encode());
            assertHolds(page, oracle, base);
        }
    }

    @Test
    void shouldTakeNoRoom_whenEverythingWasTakenOutAgain() {
        CellPage page = new CellPage();
        byte[] empty = page.encode();
        for (int id = 0; id < 100; id++) {
            page.add(id, 4, 1, 77);
            page.add(id, 4, -1, -77);
        }

        assertThat(page.encode()).isEqualTo(empty);
        assertThat(CellPage.decode(page.encode()).size()).isZero();
    }

    @Test
    void shouldHoldTheExtremes_whenEncoded() {
        CellPage page = new CellPage();
        Map<Integer, Tally> oracle = new HashMap<>();
        for (int id : new int[] {4095, 0}) {
            for (int index = 0; index < Tally.COUNTS; index++) {
                int items = id == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
                long millis = index < 3 ? 0 : id == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
                page.add(id, index, items, millis);
                oracle.computeIfAbsent(id, key -> new Tally()).add(index, items, millis);
            }
        }

        assertHolds(CellPage.decode(page.encode()), oracle, 0);
    }

    @Test
    void shouldSayWhatToDo_whenTheVersionIsNewer() {
        byte[] bytes = new CellPage().encode();
        bytes[0] = 9;

        assertThatThrownBy(() -> CellPage.decode(bytes)).hasMessageContaining("version 9");
    }

    /** Each series is a group of its own. */
    private static void assertHolds(CellPage page, Map<Integer, Tally> oracle, int base) {
        int[] groupOf = new int[base + CellPage.SERIES_PER_PAGE];
        Arrays.fill(groupOf, -1);
        for (int i = 0; i < CellPage.SERIES_PER_PAGE; i++) {
            groupOf[base + i] = i;
        }
        CellSums sums = new CellSums(groupOf, CellPage.SERIES_PER_PAGE, FeedbackFilter.all("default"));
        page.addTo(sums, 0);
        Map<Integer, Tally> found = new HashMap<>();
        for (int i = 0; i < CellPage.SERIES_PER_PAGE; i++) {
            Tally tally = new Tally();
            sums.addTo(i, tally);
            if (!tally.equals(new Tally())) {
                found.put(base + i, tally);
            }
        }
        Map<Integer, Tally> expected = new HashMap<>(oracle);
        expected.values().removeIf(new Tally()::equals);
        assertThat(found).isEqualTo(expected);
    }
}
