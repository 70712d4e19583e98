package dev.loop.connectors.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.connectors.importer.TimeReader.UnreadableTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportTimesTest {

    private static TimeReader reader(String... formats) {
        return new TimeReader(new MappingOptions.Times(
                List.of(formats), Optional.of(ZoneId.of("America/New_York")), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MM/dd/yyyy hh:mm",
                "yyyy-MM-dd hh:mm:ss Z",
                "K:mm yyyy-MM-dd",
                "dd.MM.yyyy h:mm",
                "yyyy-MM-dd 'a' hh:mm"
            })
    void shouldRefuseThePattern_whenItsHourNeedsAHalfOfTheDay(String pattern) {
        assertThatThrownBy(() -> reader(pattern))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("needs a (AM/PM) beside it; HH is 0 to 23");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-MM-dd mm:ss", "yyyy-MM HH:mm", "HH:mm", "dd/MM", "yyyy-MM-dd ss"})
    void shouldRefuseThePattern_whenItCannotYieldWhatItReads(String pattern) {
        assertThatThrownBy(() -> reader(pattern))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("cannot make a time of all of it");
    }

    /** The instant must contain everything that an accepted pattern reads. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-MM-dd HH:mm",
                "MM/dd/yyyy h:mm a",
                "d MMM yyyy HH:mm:ss",
                "d. MMMM yyyy HH:mm",
                "yyyyMMddHHmmss",
                "yyyy-MM-dd HH:mm:ss Z",
                "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "EEE, d MMM yyyy HH:mm:ss xx",
                "yyyy-MM-dd",
                "yyyy-MM-dd XXX",
                "dd/MM/yy kk:mm"
            })
    void shouldKeepAllThatIsRead_whenThePatternIsTaken(String pattern) throws UnreadableTime {
        Random random = new Random(pattern.hashCode());
        DateTimeFormatter writer = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        TimeReader reader = reader(pattern);
        for (int i = 0; i < 200; i++) {
            var time = LocalDateTime.of(2024, 1, 1, 0, 0)
                    .plusMinutes(random.nextInt(1_000_000))
                    .plusSeconds(random.nextInt(60))
                    .atZone(
                            pattern.matches(".*[ZXx]$|.*XXX")
                                    ? ZoneOffset.ofHours(random.nextInt(10))
                                    : ZoneId.of("America/New_York"));
            String text = writer.format(time);

            Instant read = reader.read("createdAt", text);

            assertThat(writer.format(read.atZone(time.getZone()))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "d MMMM yyyy HH:mm | 19 juin 2024 14:02 | 2024-06-19T18:02:00Z",
                "d. MMMM yyyy | 19. März 2024 | 2024-03-19T04:00:00Z",
                "d MMM yyyy | 19 Sept 2024 | 2024-09-19T04:00:00Z",
                "d MMM yyyy | 19 sept. 2024 | 2024-09-19T04:00:00Z",
                "d 'de' MMMM 'de' yyyy | 19 de junio de 2024 | 2024-06-19T04:00:00Z",
                "d MMMM yyyy | 19 июня 2024 | 2024-06-19T04:00:00Z",
                "EEEE d MMMM yyyy | mercredi 19 juin 2024 | 2024-06-19T04:00:00Z",
                "d MMM yyyy h:mm a | 19 Jun 2024 2:02\u202FPM | 2024-06-19T18:02:00Z"
            })
    void shouldReadMonths_whateverCommonLanguageTheyAreIn(String pattern, String text, String instant)
            throws UnreadableTime {
        assertThat(reader(pattern).read("createdAt", text)).isEqualTo(instant);
    }

    @Test
    void shouldAskForALocale_whenTheNamesAreOfARareLanguage() throws UnreadableTime {
        assertThatThrownBy(() -> reader("yyyy. MMMM d.").read("createdAt", "2024. szeptember 19."))
                .isInstanceOfSatisfying(
                        UnreadableTime.class,
                        e -> assertThat(e.refusal().remedy()).contains("--locale"));
        TimeReader hungarian = new TimeReader(new MappingOptions.Times(
                List.of("yyyy. MMMM d."), Optional.of(ZoneOffset.UTC), Optional.of(Locale.forLanguageTag("hu"))));
        assertThat(hungarian.read("createdAt", "2024. szeptember 19.")).isEqualTo("2024-09-19T00:00:00Z");
    }

    /** A name of a month that means another one elsewhere would be a wrong date that nobody sees. */
    @Test
    void shouldTakeNoNameForTwoMonths_whateverTheLanguage() throws UnreadableTime {
        Map<String, Month> meanings = new HashMap<>();
        TimeReader reader = reader("d MMMM yyyy", "d MMM yyyy");
        for (Locale locale : MonthNames.COMMON) {
            for (Month month : Month.values()) {
                String name = month.getDisplayName(TextStyle.FULL, locale);
                Month before = meanings.putIfAbsent(name.toLowerCase(locale), month);
                if (before == null || before == month) {
                    assertThat(reader.read("createdAt", "19 " + name + " 2024"))
                            .as(name + " in " + locale)
                            .isEqualTo(LocalDateTime.of(2024, month, 19, 0, 0)
                                    .atZone(ZoneId.of("America/New_York"))
                                    .toInstant());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "45462.585 | '45462.585', which looks like a serial number of Excel | --date-format excel",
                "20240619 | '20240619', which looks like a date without separators | --date-format yyyyMMdd",
                "2024 | '2024', which looks like a year | 2024-06-19",
                "1718805731000000 | '1718805731000000', which looks like microseconds | --date-format microseconds",
                "1718805731000000000 | looks like nanoseconds | --date-format nanoseconds",
                "12 | '12', a number that is neither seconds nor milliseconds | RFC 3339"
            })
    void shouldShowTheTextAndTheCause_whenANumberIsNoTimeThatIsKnown(String text, String problem, String remedy) {
        assertThatThrownBy(() -> reader().read("createdAt", text)).isInstanceOfSatisfying(UnreadableTime.class, e -> {
            assertThat(e.refusal().problem()).contains(problem);
            assertThat(e.refusal().remedy()).contains(remedy);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "excel, 45462.585, 2024-06-19T18:02:24Z",
        "excel, 45462, 2024-06-19T04:00:00Z",
        "microseconds, 1718805731000000, 2024-06-19T14:02:11Z",
        "yyyyMMdd, 20240619, 2024-06-19T04:00:00Z",
        "seconds, 12, 1970-01-01T00:00:12Z"
    })
    void shouldReadTheNumber_whenItIsSaidWhatItCounts(String format, String text, String instant)
            throws UnreadableTime {
        assertThat(reader(format).read("createdAt", text)).isEqualTo(instant);
    }
}
