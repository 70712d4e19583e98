package dev.loop.schemas.intake.analyser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loop.schemas.avro.Sentiment;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentimentRulesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "The export hangs and never finishes | -0.42",
                "I don't like the new dashboard | -0.28",
                "I don’t like the new dashboard | -0.28",
                "Works great, but the app crashes every time | -0.42",
                "Not bad at all | 0.43",
                "Where can I find the invoice? | 0",
                "@united when does boarding start? | 0",
                "See https://example.com/terrible/worst | 0",
                "No way to cancel my subscription | -0.68",
                "I would like a refund | -0.38",
                "Five stars | 0.59",
                "One star | -0.54",
                "👎 | -0.46",
                "Thanks :) | 0.70",
                "A user-friendly app | 0.49",
                "It doesnt work | -0.59",
                "Nothing to complain, great | 0.71",
                // Wrong, and told in the documentation.
                "Great, another update that breaks everything | 0.25",
                "It used to work fine | 0.20",
            })
    void shouldScoreAsKnown(String message, double score) {
        assertThat(SentimentRules.SHIPPED.judge(message).score()).isCloseTo(score, within(0.005));
        assertThat(SentimentRules.SHIPPED.judge(message).unsure()).isFalse();
    }

    @Test
    void shouldBeNeutral_whenARequestIsPolite() {
        assertThat(SentimentRules.SHIPPED.judge("Please add dark mode").sentiment())
                .isEqualTo(Sentiment.NEUTRAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "???",
                "42",
                "Der Export hängt und wird nie fertig",
                "die App ist super",
                "No funciona nada, es muy lento",
                "Отличное приложение",
                "エクスポートが終わらない",
                "zażółć gęślą jaźń nocą",
            })
    void shouldBeUnsureAndSayNothing_whenItCannotBeRead(String message) {
        RuleVerdict verdict = SentimentRules.SHIPPED.explain(message);

        assertThat(verdict.unsure()).isTrue();
        assertThat(verdict.sentiment()).isEqualTo(Sentiment.NEUTRAL);
        assertThat(verdict.terms()).isEmpty();
    }

    @Test
    void shouldTakeTheEmoji_whenTheWordsCannotBeRead() {
        RuleVerdict verdict = SentimentRules.SHIPPED.explain("很好 👍");

        assertThat(verdict.sentiment()).isEqualTo(Sentiment.POSITIVE);
        assertThat(verdict.unsure()).isTrue();
    }

    @Test
    void shouldTellTermsWithTheirPlaces_whenAskedWhy() {
        assertThat(SentimentRules.SHIPPED
                        .explain("👍 Works great, but it REALLY crashes")
                        .terms())
                .containsExactly(
                        new RuleTerm(0, 2, "👍", 1, List.of("before but")),
                        new RuleTerm(3, 14, "works great", 1.5, List.of("before but")),
                        new RuleTerm(30, 37, "crashes", -4.839, List.of("intensified", "after but")));
        assertThat(SentimentRules.SHIPPED.explain("not so bad").terms())
                .singleElement()
                .satisfies(term -> assertThat(term.because()).containsExactly("negated", "intensified"));
    }

    @Test
    void shouldEndTheNegationWithTheClause() {
        assertThat(SentimentRules.SHIPPED.judge("not now, great app").sentiment())
                .isEqualTo(Sentiment.POSITIVE);
        assertThat(SentimentRules.SHIPPED.judge("not a great app").sentiment()).isEqualTo(Sentiment.NEGATIVE);
    }

    /** Ten times the text takes some ten times as long; a square would take a hundred times. */
    @ParameterizedTest
    @ValueSource(
            strings = {"!", "no ", "but ", "@", "&", "😀", "very ", "'", ":-", "not bad ", "日", "hold for ", ".", "a'"})
    void shouldTakeLinearTime_whenTheTextIsHostile(String piece) {
        String longText = piece.repeat(100_000 / piece.length());
        SentimentRules.SHIPPED.judge(longText);
        long start = System.nanoTime();

        RuleVerdict verdict = SentimentRules.SHIPPED.judge(longText);

        assertThat(verdict.score()).isBetween(-1.0, 1.0);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void shouldAnswerAndPlaceItsTerms_whateverTheText(long seed) {
        Random random = new Random(seed);
        String[] pieces = {
            "great",
            "not",
            "bad",
            "no",
            "but",
            "very",
            "LEAST",
            "at",
            "👎",
            "\ud83d",
            "\udc4e",
            "'",
            "’",
            ".",
            ", ",
            " ",
            " ",
            " ",
            "@x",
            "http://",
            "&amp;",
            ":)",
            "\n",
            "Ä",
            "日本",
            "hold for",
            "can't",
            "kind of",
            "\u0000"
        };
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            RuleVerdict verdict = SentimentRules.SHIPPED.explain(text.toString());

            assertThat(verdict.score()).as(text.toString()).isBetween(-1.0, 1.0);
            assertThat(SentimentRules.SHIPPED.judge(text.toString()).score()).isEqualTo(verdict.score());
            int end = 0;
            for (RuleTerm term : verdict.terms()) {
                assertThat(term.from()).as(text.toString()).isGreaterThanOrEqualTo(end);
                assertThat(term.to()).isBetween(term.from() + 1, text.length());
                end = term.to();
            }
        }
    }
}
