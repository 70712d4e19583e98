package dev.loop.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.history.EventCursor.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCursorTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldBeTheSame_whenWrittenAndRead(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<Place> places = new ArrayList<>();
            for (int p = 1 + random.nextInt(50); p > 0; p--) {
                places.add(new Place(random.nextLong() >>> 1 + random.nextInt(62), random.nextInt(4)));
            }
            var cursor = new EventCursor(places);
            assertThat(EventCursor.parse(cursor.toString())).contains(cursor);
            assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldNotFail_whenTheTextIsAnything(long seed) {
        Random random = new Random(seed);
        String real = new EventCursor(List.of(new Place(300, 1), new Place(5, 0))).toString();
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder(real);
            text.setCharAt(random.nextInt(text.length()), (char) (33 + random.nextInt(94)));
            text.setLength(random.nextInt(text.length() + 1));
            EventCursor.parse(text.toString())
                    .ifPresent(cursor -> assertThat(cursor.places()).allMatch(place -> place.offset() >= 0));
        }
    }

    /** A cursor that the version before made, for two partitions of items: at 300 within a change, and at 5. */
    @Test
    void shouldGoOnWhereItWas_whenItIsOfTheVersionBefore() {
        EventCursor read = EventCursor.parse("AQKsAgEFAA").orElseThrow();
        var begins = new EventCursor(List.of(new Place(0, 0), new Place(0, 0), new Place(7, 0)));
        assertThat(read.from(begins).places()).containsExactly(new Place(300, 1), new Place(5, 0), new Place(7, 0));
        assertThat(read).hasToString("AQKsAgEFAA");
        var known = new EventCursor(List.of(new Place(300, 1), new Place(5, 0), new Place(9, 0)));
        assertThat(known.from(begins)).isEqualTo(known);
        // It is not of this log, which another check tells.
        var ofMore = new EventCursor(List.of(new Place(0, 0), new Place(0, 0), new Place(0, 0), new Place(7, 0)));
        assertThat(read.from(ofMore).places()).hasSize(3);
    }

    @Test
    void shouldBeNone_whenCutOrLengthened() {
        String real = new EventCursor(List.of(new Place(300, 1))).toString();
        assertThat(EventCursor.parse("")).isEmpty();
        assertThat(EventCursor.parse(real.substring(2))).isEmpty();
        assertThat(EventCursor.parse(real + "AAAA")).isEmpty();
    }
}
