package dev.loop.analysis.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loop.question.AsOf;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Trend;
import dev.loop.schemas.avro.TrendEvent;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One spike is one incident: it opens once, goes on, and closes once, whatever becomes of the counts. */
class IncidentsTest {

    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int SPIKE = HourlyCounts.LEAD + 100;

    private final Map<String, Trend> book = new LinkedHashMap<>();
    private final long[] counts = new long[HourlyCounts.LEAD + TrendWatch.JUDGED_HOURS];

    @BeforeAll
    static void trust() {
        Topics.all();
    }

    @BeforeEach
    void anItemEverySixHours() {
        for (int hour = 0; hour < counts.length; hour += 6) {
            counts[hour] = 1;
        }
    }

    @Test
    void shouldTellNothing_whenAllIsAsUsual() {
        assertThat(look(SPIKE)).isEmpty();
        assertThat(look(counts.length - 1)).isEmpty();
    }

    @Test
    void shouldOpenGoOnAndCloseOnce_whenThereIsOneSpike() {
        counts[SPIKE] = 6;
        Trend opened = only(look(SPIKE));
        assertThat(opened.getEvent()).isEqualTo(TrendEvent.OPENED);
        assertThat(opened.getTag()).contains("exports");
        assertThat(opened.getOpenedAt()).isEqualTo(START.plus(Duration.ofHours(SPIKE)));
        assertThat(opened.getItems()).isEqualTo(6);
        assertThat(opened.getPeakItems()).isEqualTo(6);
        assertThat(look(SPIKE)).as("looked at again").isEmpty();

        counts[SPIKE] = 9;
        counts[SPIKE + 1] = 7;
        Trend changed = only(look(SPIKE + 1));
        assertThat(changed.getEvent()).isEqualTo(TrendEvent.CHANGED);
        assertThat(changed.getId()).isEqualTo(opened.getId());
        assertThat(changed.getItems()).isEqualTo(16);
        assertThat(changed.getPeakItems()).isEqualTo(9);
        assertThat(changed.getRevision()).isEqualTo(2);

        for (int hour = SPIKE + 2; hour < SPIKE + 60; hour++) {
            look(hour);
        }
        Trend closed = only(List.copyOf(book.values()));
        assertThat(closed.getEvent()).isEqualTo(TrendEvent.CLOSED);
        assertThat(closed.getClosedAt().orElseThrow())
                .isBetween(START.plus(Duration.ofHours(SPIKE + 12)), START.plus(Duration.ofHours(SPIKE + 26)));
        assertThat(look(SPIKE + 60)).isEmpty();
    }

    @Test
    void shouldBeTheSameIncident_whenItemsComeLateOrAreTakenAway() {
        counts[SPIKE] = 8;
        String id = only(look(SPIKE)).getId();

        // Items of the hours before come late: by the counts as they stand it opened earlier.
        counts[SPIKE - 3] = 9;
        Trend earlier = only(look(SPIKE));
        assertThat(earlier.getId()).isEqualTo(id);
        assertThat(earlier.getEvent()).isEqualTo(TrendEvent.CHANGED);
        assertThat(earlier.getItems()).isGreaterThanOrEqualTo(17);

        // All of them turn out to be about something else.
        counts[SPIKE - 3] = 0;
        counts[SPIKE] = 0;
        Trend closed = only(look(SPIKE + 1));
        assertThat(closed.getId()).isEqualTo(id);
        assertThat(closed.getEvent()).isEqualTo(TrendEvent.CLOSED);
        assertThat(look(SPIKE + 2)).isEmpty();
    }

    @Test
    void shouldBeNoNews_whenItWasOverBeforeItWasFound() {
        counts[SPIKE] = 8;
        Trend found = only(look(SPIKE + 100));
        assertThat(found.getEvent()).isEqualTo(TrendEvent.FOUND);
        assertThat(found.getClosedAt()).isPresent();
        assertThat(look(SPIKE + 101)).isEmpty();
    }

    @Test
    void shouldOpenAnother_whenThereIsOneAWeekLater() {
        counts[SPIKE] = 8;
        counts[SPIKE + 100] = 8;
        for (int hour = SPIKE; hour < SPIKE + 200; hour++) {
            look(hour);
        }
        assertThat(book).hasSize(2);
        assertThat(book.values()).allMatch(trend -> trend.getEvent() == TrendEvent.CLOSED);
    }

    @Test
    void shouldStayTheSame_whenItWasOpenedLongerAgoThanIsJudged() {
        // A spike that lasts six weeks, seen again and again while the time that is judged moves on.
        long[] all = new long[counts.length + 1500];
        Arrays.fill(all, 0);
        for (int hour = 0; hour < all.length; hour += 6) {
            all[hour] = hour > SPIKE && hour < SPIKE + 1000 ? 12 : 1;
        }
        for (int shift = 0; shift < 1400; shift += 24) {
            long[] seen = Arrays.copyOfRange(all, shift, shift + counts.length);
            look(seen, START.plus(Duration.ofHours(shift)), counts.length - 1);
        }
        assertThat(book).hasSize(1);
        assertThat(only(List.copyOf(book.values())).getClosedAt()).isPresent();
    }

    /** Five items an hour apart make no hour exceptional, and the day: the day is what is told. */
    @Test
    void shouldTellOfTheDay_whenNoHourIsExceptional() {
        Arrays.fill(counts, 0);
        for (int hour = 0; hour < 5; hour++) {
            counts[SPIKE + hour] = 1;
        }
        Trend opened = only(look(SPIKE + 4));

        assertThat(opened.getOpenedAt()).isEqualTo(START.plus(Duration.ofHours(SPIKE + 4)));
        assertThat(opened.getSince()).contains(START.plus(Duration.ofHours(SPIKE + 4 - 23)));
        assertThat(opened.getItems()).isEqualTo(5);
        assertThat(opened.getExpected()).isCloseTo(0.5 / 8, within(1e-9));
        assertThat(opened.getPeakItems()).isEqualTo(1);

        counts[SPIKE + 5] = 9;
        assertThat(only(look(SPIKE + 5)).getItems()).isEqualTo(14);
    }

    /** One item with a wrong year makes no weeks of silence of the years between. */
    @Test
    void shouldSeeNoSpike_whenTheWeeksBeforeWereNotObserved() {
        Arrays.fill(counts, 0);
        long[] said = new long[ObservedHours.LONGEST_SILENCE + SPIKE + 1];
        said[0] = 1;
        for (int hour = SPIKE - 30; hour <= SPIKE; hour++) {
            counts[hour] = 4;
            said[ObservedHours.LONGEST_SILENCE + hour] = 4;
        }
        var seen = new HourlyCounts(Arrays.copyOf(counts, SPIKE + 1), new ObservedHours(said));

        assertThat(Spike.in(seen, HourlyCounts.LEAD)).isEmpty();
        assertThat(seen.dayBaseline(SPIKE)).isEmpty();
        assertThat(Spike.in(
                        new HourlyCounts(Arrays.copyOf(counts, SPIKE + 1), Observed.always(SPIKE + 1)),
                        HourlyCounts.LEAD))
                .as("of the same counts, had the weeks been observed")
                .hasSize(1);
    }

    private static Trend only(List<Trend> trends) {
        assertThat(trends).hasSize(1);
        return trends.get(0);
    }

    /** Looks for spikes as if it were the end of that hour. */
    private List<Trend> look(int hour) {
        return look(Arrays.copyOf(counts, hour + 1), START, hour);
    }

    private List<Trend> look(long[] seen, Instant start, int hour) {
        Map<@Nullable String, HourlyCounts> byTag = new HashMap<>();
        byTag.put("exports", new HourlyCounts(seen, Observed.always(seen.length)));
        var history = new TagHistory(
                start.toEpochMilli(),
                byTag,
                hour + 1,
                new TagChoice(byTag.keySet(), 1, 0, 0, AsOf.of(Position.NONE)),
                AsOf.of(Position.NONE));
        List<Trend> changes = Incidents.changes(
                "default",
                history,
                HourlyCounts.LEAD,
                List.copyOf(book.values()),
                history.at(hour).plusSeconds(1800));
        changes.forEach(trend -> book.put(trend.getId(), trend));
        return changes;
    }
}
