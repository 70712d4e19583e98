package dev.loop.topology.theme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the words of names. */
class ThemeNamesTest {

    @ParameterizedTest
    @CsvSource({
        "bag, bags, true",
        "cancelled, canceled, true",
        "delay, delayed flight, true",
        "customer service, service, true",
        "seat, search, false",
        "hold, hour, false",
        "call, callback, false",
    })
    void shouldKnowFormsOfOneWord_whenNamesAreChosen(String one, String other, boolean same) {
        assertThat(ThemeNames.overlaps(one, other)).isEqualTo(same);
        assertThat(ThemeNames.overlaps(other, one)).isEqualTo(same);
    }

    @Test
    void shouldNameByWhatOthersDoNotSay_whenAllSayTheSameWordMostly() {
        ThemeState luggage = theme(1, Map.of("flight", 9, "luggage", 8, "lost luggage", 6, "lost", 6, "bags", 3));
        ThemeState delay = theme(2, Map.of("flight", 9, "delayed", 8));

        var names = new ThemeNames(List.of(luggage, delay));

        assertThat(names.of(luggage).get(0)).isEqualTo("lost luggage");
        assertThat(names.of(luggage)).contains("bags").doesNotContain("lost", "luggage");
        assertThat(names.of(delay).get(0)).isEqualTo("delayed");
    }

    private static ThemeState theme(long id, Map<String, Integer> terms) {
        var theme = new ThemeState(new Cluster(id), "en", new DailyCounts());
        theme.terms = terms;
        return theme;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@united WORST airline EVER!!! http://t.co/lost|airline",
                "Where’s my bag? @jo|bag",
                "write to jo@example.com|write",
            })
    void shouldLeaveOutWhatSaysNothing_whenAMessageIsRead(String message, String word) {
        assertThat(ContentWords.terms(message, "en")).doesNotContain("united", "worst", "t.co", "my", "@jo");
        assertThat(ContentWords.any("worst ever, love it, thanks! 5/5 @united", "en"))
                .isFalse();
        assertThat(ContentWords.terms(message, "en")).contains(word);
    }
}
