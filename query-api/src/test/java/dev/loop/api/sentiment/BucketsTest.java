package dev.loop.api.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.topology.question.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BucketsTest {

    private static final Instant NOW = Instant.parse("2026-06-19T14:02:11Z");

    /** Every item between from and to is in one bucket, so that the rows add up to the total in every zone. */
    @ParameterizedTest
    @EnumSource(names = {"HOUR", "DAY", "WEEK", "MONTH"})
    void shouldCutAPeriodWithoutGapOrOverlap_whenClocksAreChanged(Interval interval) {
        Duration around = interval == Interval.HOUR ? Duration.ofMinutes(1_507) : Duration.ofDays(70);
        for (String name : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(name);
            for (Instant change : changes(zone)) {
                long from = change.minus(around).toEpochMilli();
                long to = change.plus(around).toEpochMilli();

                Buckets buckets = Buckets.between(from, to, interval, zone);

                long[] bounds = buckets.bounds();
                assertThat(bounds)
                        .as(name)
                        .hasSize(buckets.size() + 1)
                        .startsWith(from)
                        .endsWith(to);
                for (int i = 0; i < buckets.size(); i++) {
                    assertThat(bounds[i]).as("%s at %s", name, change).isLessThan(bounds[i + 1]);
                    assertThat(buckets.starts().get(i))
                            .as("%s at %s", name, change)
                            .isEqualTo(interval.start(Instant.ofEpochMilli(bounds[i]), zone))
                            .isEqualTo(interval.start(Instant.ofEpochMilli(bounds[i + 1] - 1), zone));
                }
            }
        }
    }

    /** Now, and the two changes of clocks before and after it. */
    private static List<Instant> changes(ZoneId zone) {
        ZoneRules rules = zone.getRules();
        var changes = new ArrayList<>(List.of(NOW));
        Stream.of(
                        Stream.iterate(
                                rules.nextTransition(NOW),
                                Objects::nonNull,
                                change -> rules.nextTransition(change.getInstant())),
                        Stream.iterate(
                                rules.previousTransition(NOW),
                                Objects::nonNull,
                                change -> rules.previousTransition(change.getInstant())))
                .flatMap(some -> some.limit(2))
                .forEach(change -> changes.add(change.getInstant()));
        return changes;
    }
}
