package dev.loop.analysis.trend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.api.trend.CountedTags;
import dev.loop.api.trend.TagNow;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Trend;
import dev.loop.topology.question.FeedbackFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chosen histories show the spikes that all histories would show, and memory depends on those chosen. */
class TagHistoryTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:20:00Z");
    private static final long END = Instant.parse("2026-07-01T13:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final FeedbackFilter ALL = FeedbackFilter.all("default");
    private static final int CELLS = 200_000;

    static {
        Topics.all();
    }

    /** Some tags with a rhythm and a burst, many with few items, some that were quiet lately, items without a tag. */
    private static CountedTags ordinary(long seed, int cells) {
        System.out.println("Seed " + seed);
        var random = new Random(seed);
        var questions = new CountedTags(cells);
        int hours = HourlyCounts.LEAD + TrendWatch.JUDGED_HOURS + 500;
        for (int tag = 0; tag < 60; tag++) {
            @Nullable String name = tag == 0 ? null : "tag " + random.nextInt(1_000_000);
            double rate = tag < 20 ? 0.01 + random.nextDouble() : 0.002;
            int quietSince = tag % 7 == 3 ? random.nextInt(800) : 0;
            for (int hour = quietSince; hour < hours; hour++) {
                int count = 0;
                while (random.nextDouble() < rate / (1 + rate)) {
                    count++;
                }
                if (count > 0) {
                    questions.say(name, END - hour * HOUR - 1 - random.nextInt((int) HOUR), count);
                }
            }
            if (tag % 3 == 0) {
                questions.say(name, END - random.nextInt(28 * 24) * HOUR - 1, 4 + random.nextInt(30));
            }
        }
        return questions;
    }

    /** Returns the histories in the earlier way: an array of all hours for every tag. */
    private static Map<@Nullable String, HourlyCounts> whole(CountedTags questions, int judged) {
        int hours = HourlyCounts.LEAD + judged;
        long start = END - hours * HOUR;
        Map<@Nullable String, HourlyCounts> byTag = new HashMap<>();
        for (@Nullable String tag : questions.tags()) {
            if (questions.count(tag, start, END) > 0) {
                long[] counts = new long[hours];
                for (int hour = 0; hour < hours; hour++) {
                    counts[hour] = questions.count(tag, start + hour * HOUR, start + (hour + 1) * HOUR);
                }
                byTag.put(tag, new HourlyCounts(counts, Observed.always(hours)));
            }
        }
        return byTag;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldListWhatTheWholeHistorySays_whenTheDataIsOrdinary(long seed) {
        CountedTags questions = ordinary(seed, 300);
        TagHistory history = TagHistory.ofNow(questions, ALL, NOW, 1_000);

        Map<@Nullable String, HourlyCounts> whole = whole(questions, 1);

        assertThat(listed(history.byTag())).isEqualTo(listed(whole)).hasSizeGreaterThan(40);
        assertThat(history.choice().known()).isEqualTo(whole.size());
        assertThat(listed(TagHistory.ofNow(questions, ALL, NOW, 7).byTag()).subList(0, 7))
                .isEqualTo(listed(whole).subList(0, 7));
    }

    private static List<TagNow> listed(Map<@Nullable String, HourlyCounts> byTag) {
        return byTag.entrySet().stream()
                .map(tag -> TagNow.of(tag.getKey(), tag.getValue()))
                .sorted(TagNow.MOST_UNUSUAL_FIRST)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldFindTheSpikesOfTheWholeHistory_whenTheDataIsOrdinary(long seed) {
        CountedTags questions = ordinary(seed, CELLS);
        TagHistory history = TagHistory.ofSpikes(questions, ALL, NOW, TrendWatch.JUDGED_HOURS, Set.of());
        Map<@Nullable String, HourlyCounts> whole = whole(questions, TrendWatch.JUDGED_HOURS);
        var everything = new TagHistory(history.start(), whole, history.hours(), history.choice(), history.asOf());

        List<Trend> found = changes(history, List.of());
        assertThat(found).isEqualTo(changes(everything, List.of())).hasSizeGreaterThan(3);
        assertThat(history.byTag().size()).isLessThan(whole.size());

        // An hour later, with some of them gone.
        found.removeIf(trend -> trend.getItems() % 2 == 0);
        assertThat(changes(history, found)).isEqualTo(changes(everything, found));
    }

    private static List<Trend> changes(TagHistory history, List<Trend> remembered) {
        List<Trend> changes =
                new ArrayList<>(Incidents.changes("default", history, HourlyCounts.LEAD, remembered, NOW));
        changes.sort(Comparator.comparing(Trend::getId));
        return changes;
    }

    @Test
    void shouldKeepNothingOfThem_whenEachNameHasOneItem() {
        var questions = new CountedTags(CELLS);
        for (int tag = 0; tag < 100_000; tag++) {
            questions.say("tag " + tag, END - 1 - tag * 20_000L, 1);
        }
        questions.say("exports", END - 80L * 24 * HOUR, 1);
        questions.say("exports", END - HOUR, 9);

        TagHistory history = TagHistory.ofSpikes(questions, ALL, NOW, TrendWatch.JUDGED_HOURS, Set.of());

        assertThat(history.byTag()).containsOnlyKeys("exports");
        assertThat(history.byTag().get("exports").kept()).isEqualTo(2);
        assertThat(changes(history, List.of()))
                .extracting(trend -> trend.getTag().orElse(null))
                .containsExactly("exports");
    }

    @Test
    void shouldTakeTheMostSaidAndTellTheRest_whenMoreNamesCouldBeSpikes() {
        var questions = new CountedTags(500);
        int names = TagChoice.MOST + 700;
        for (int tag = 0; tag < names; tag++) {
            questions.say("tag " + tag, END - HOUR + tag, 5 + tag);
        }

        TagHistory now = TagHistory.ofNow(questions, ALL, NOW, 1_000);
        assertThat(now.byTag())
                .hasSize(TagChoice.MOST)
                .containsKey("tag " + (names - 1))
                .doesNotContainKey("tag 699");
        assertThat(now.choice().known()).isEqualTo(names);
        assertThat(now.choice().rest()).isEqualTo(700);
        assertThat(now.choice().restItems()).isEqualTo(700 * 5 + 699 * 700 / 2);

        // One of those left out has an incident: what becomes of it is still told.
        Set<@Nullable String> open = new HashSet<>(List.of("tag 3"));
        TagHistory watched = TagHistory.ofSpikes(questions, ALL, NOW, TrendWatch.JUDGED_HOURS, open);
        assertThat(watched.byTag()).hasSize(TagChoice.MOST + 1).containsKey("tag 3");
        assertThat(watched.choice().rest()).isEqualTo(699);
    }

    @Test
    void shouldAskForFewerHours_whenOneAnswerWouldBeTooLarge() {
        CountedTags questions = ordinary(9, 40);
        assertThat(TagHistory.ofNow(questions, ALL, NOW, 1_000).byTag())
                .hasSize(whole(questions, 1).size());
        assertThat(questions.asked).isGreaterThan(20);
    }
}
