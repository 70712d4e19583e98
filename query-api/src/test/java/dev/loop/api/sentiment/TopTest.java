package dev.loop.api.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.topology.question.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopTest {

    private static final Comparator<GroupRow> MOST_NEGATIVE =
            Comparator.<GroupRow>comparingLong(row -> -row.tally().negative()).thenComparing(RowOrder.byGroup(1));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldShowWhatAWholeSortShows_whenTheLimitCutsOffAnyNumber(long seed) {
        Random random = new Random(seed);
        List<GroupRow> all = new ArrayList<>();
        int groups = random.nextInt(400);
        for (int i = 0; i < groups; i++) {
            var tally = new Tally();
            // Few values, so that many rows tie.
            tally.add(2, random.nextInt(9), 0);
            all.add(new GroupRow(List.of("t" + random.nextInt(1_000_000)), tally, null));
        }
        List<GroupRow> sorted = all.stream().sorted(MOST_NEGATIVE).toList();
        for (int limit : new int[] {1, 2, 50, Math.max(1, groups - 1), Math.max(1, groups), 10_000}) {
            int shown = Math.min(limit, groups);

            Top top = Top.of(all, MOST_NEGATIVE, limit);

            assertThat(top.rows()).containsExactlyElementsOf(sorted.subList(0, shown));
            assertThat(top.rest()).containsExactlyInAnyOrderElementsOf(sorted.subList(shown, groups));
        }
    }
}
