package dev.loop.analysis.word;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loop.analysis.word.Sample.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {

    private static final Instant FROM = Instant.parse("2026-06-12T14:00:00.003Z");
    private static final Instant TO = FROM.plus(Duration.ofDays(7));

    @ParameterizedTest
    @ValueSource(longs = {1, 499, 7_777, 10_000})
    void shouldReadAllOfTheWindowOnce_whenThereAreNoMoreItemsThanAreRead(long items) {
        Sample sample = Sample.of(items, 3, 10_000);

        List<Part> parts = sample.parts(FROM, TO, items);

        assertThat(sample.whole()).isTrue();
        assertThat(parts.get(0).from()).isEqualTo(FROM);
        assertThat(parts.get(parts.size() - 1).to()).isEqualTo(TO);
        for (int i = 1; i < parts.size(); i++) {
            assertThat(parts.get(i).from()).isEqualTo(parts.get(i - 1).to());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10_001, 12_345, 80_000, 5_000_000})
    void shouldReadTheSameShareOfBothWindowsAtAllTimesOfTheDay_whenThereAreMore(long items) {
        Sample sample = Sample.of(1_000, items, 10_000);

        List<Part> parts = sample.parts(FROM, TO, items);

        long read = 0;
        Set<Integer> hours = new HashSet<>();
        Instant before = FROM;
        for (Part part : parts) {
            assertThat(part.from()).isAfterOrEqualTo(before);
            assertThat(part.to()).isAfter(part.from()).isBeforeOrEqualTo(TO);
            before = part.to();
            read += Duration.between(part.from(), part.to()).toMillis();
            hours.add(part.from().atZone(ZoneOffset.UTC).getHour());
        }
        assertThat(read / (double) Duration.between(FROM, TO).toMillis()).isCloseTo(10_000.0 / items, within(0.001));
        assertThat(hours).hasSizeGreaterThan(15);
        assertThat(sample.parts(FROM, TO, items)).isEqualTo(parts);
        assertThat(sample.parts(TO, TO.plus(Duration.ofDays(7)), 1_000)).hasSizeGreaterThanOrEqualTo(48);
    }

    @Test
    void shouldReadNothing_whenThereIsNothing() {
        assertThat(Sample.of(0, 0, 10).parts(FROM, TO, 0)).isEmpty();
    }

    @Test
    void shouldReadAWindowOfOneSecond_whenItHasVeryManyItems() {
        List<Part> parts = Sample.of(50_000, 50_000, 10_000).parts(FROM, FROM.plusMillis(1_000), 50_000);

        assertThat(parts).allSatisfy(part -> assertThat(part.to()).isAfter(part.from()));
        assertThat(parts.get(parts.size() - 1).to()).isBeforeOrEqualTo(FROM.plusMillis(1_000));
    }
}
