package dev.loop.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvisibleTest {

    private static FieldErrors errors(String name) {
        var errors = new FieldErrors();
        TextRules.label(errors, "tag", name, 100);
        return errors;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u202Eb",
                "a\u202A",
                "\u2066a\u2069",
                "a\u200Eb",
                "a\u200Fb",
                "a\u061Cb",
                "a\u200Bb",
                "\uFEFFa",
                "a\u00ADb",
                "a\u2060b",
                "a\u2028b",
                "a\u2029b",
                "\u3164",
                "a\uDB40\uDC41b",
                "a\u200Db",
                "a\u200Cb",
                "\u200C\u0645",
                "\u0645\u200D",
                "\u0645\u200C\u200C\u0645",
                "\uFFF9a",
                "a\uD834\uDD73b"
            })
    void shouldNameCharacterAndPlace_whenANameHoldsWhatNobodySees(String name) {
        assertThat(errors(name).toList()).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("tag");
            assertThat(error.problem()).matches("holds U\\+[0-9A-F]{4,6} \\(.+\\) at offset \\d+");
            assertThat(error.remedy()).startsWith("take it out");
        });
    }

    /** Persian, Devanagari, emoji of several people, with a skin, of a flag; Arabic, Hebrew, accents, Mongolian. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
                "\u0915\u094D\u200D\u0937",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
                "\u2764\uFE0F\u200D\uD83D\uDD25",
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F",
                "\u0627\u0644\u062A\u0635\u062F\u064A\u0631",
                "\u05D9\u05D9\u05E6\u05D5\u05D0",
                "e\u0301xport",
                "\u182A\u180E\u1820"
            })
    void shouldTakeAName_whenAScriptOrAnEmojiNeedsIt(String name) {
        assertThat(errors(name).isEmpty()).isTrue();
    }
}
