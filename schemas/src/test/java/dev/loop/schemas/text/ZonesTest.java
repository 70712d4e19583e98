package dev.loop.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonesTest {

    @Test
    void shouldBeFound_whateverTheCaseOfTheName() {
        for (String name : ZoneId.getAvailableZoneIds()) {
            assertThat(Zones.of(name)).contains(ZoneId.of(name));
            assertThat(Zones.of(name.toLowerCase(Locale.ROOT))).contains(ZoneId.of(name));
            assertThat(Zones.of(name.toUpperCase(Locale.ROOT))).contains(ZoneId.of(name));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "utc, UTC",
        "z, Z",
        "EST, America/Panama",
        "mst, America/Phoenix",
        "HST, Pacific/Honolulu",
        "ROC, Asia/Taipei",
        "+05:30, +05:30",
        "utc+2, UTC+02:00"
    })
    void shouldBeRead_whenItIsANameOrAnOffset(String text, String zone) {
        assertThat(Zones.of(text)).contains(ZoneId.of(zone));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Olympus", "CET+1x", "+99:00", "Europe/Berln"})
    void shouldBeEmpty_whenThereIsNone(String text) {
        assertThat(Zones.of(text)).isEmpty();
    }

    @Test
    void shouldNameTheNearest_whenMisspelt() {
        assertThat(Zones.nearest("europe/berln")).contains("Europe/Berlin");
        assertThat(Zones.nearest("Mars/Olympus")).isEmpty();
    }
}
