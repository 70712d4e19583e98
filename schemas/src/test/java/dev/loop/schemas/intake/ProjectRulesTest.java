package dev.loop.schemas.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.JudgedBy;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.SentimentWord;
import dev.loop.schemas.avro.SentimentWords;
import dev.loop.schemas.intake.analyser.OwnWords;
import dev.loop.schemas.intake.analyser.RuleTerm;
import dev.loop.schemas.intake.analyser.RuleVerdict;
import dev.loop.schemas.intake.analyser.SentimentRules;
import dev.loop.schemas.mask.Masking;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words of sentiment that a project has chosen. */
class ProjectRulesTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private final Map<String, SentimentWords> chosen = new HashMap<>();
    private final ProjectRules rules = new ProjectRules(project -> Optional.ofNullable(chosen.get(project)));

    @ParameterizedTest
    @CsvSource({
        // message, shipped, own
        "The new editor is goated, NEUTRAL, POSITIVE",
        "it is not goated at all, NEUTRAL, NEGATIVE",
        "We hit the paywall again, NEUTRAL, NEGATIVE",
        "We HIT THE PAYWALL again, NEUTRAL, NEGATIVE",
        "paywall, NEUTRAL, NEUTRAL",
        "A killer feature, NEGATIVE, POSITIVE",
        "There is no way to export, NEGATIVE, NEUTRAL",
        "All spam is gone, NEGATIVE, NEUTRAL",
        "🐢, NEUTRAL, NEGATIVE",
        "Der Export ist ganz und gar kaputt und wird nie fertig, NEUTRAL, NEGATIVE",
    })
    void shouldReadOwnWordsAboveTheShippedOnes(String message, Sentiment shipped, Sentiment own) {
        choose(
                word("goated", 3),
                word("hit the paywall", -2.5f),
                word("killer feature", 3),
                word("no way to", 0),
                word("spam", 0),
                word("🐢", -2),
                word("kaputt", -3));

        assertThat(SentimentRules.SHIPPED.judge(message).sentiment()).isEqualTo(shipped);
        assertThat(rules.of("default").judge(message).sentiment()).isEqualTo(own);
        assertThat(rules.of("other").judge(message).sentiment()).isEqualTo(shipped);
    }

    @Test
    void shouldStayUnsure_whenAnOwnWordIsAllThatIsReadOfALanguage() {
        choose(word("kaputt", -3));

        RuleVerdict verdict = rules.of("default").explain("Der Export ist kaputt und schlecht");

        assertThat(verdict.unsure()).isTrue();
        assertThat(verdict.terms()).extracting(RuleTerm::term).containsExactly("kaputt");
        assertThat(verdict.terms().get(0).because()).containsExactly("own word");
    }

    @Test
    void shouldHaveTheSameVersionForTheSameWords_inAnyOrder_andTellOnlyWhatIsInForce() {
        choose(word("goated", 3), word("kaputt", -3));
        String version = rules.of("default").version();

        assertThat(version).matches("r1\\+w[0-9a-f]{8}");
        assertThat(rules.explain("default", "goated", version).orElseThrow().terms())
                .hasSize(1);
        assertThat(rules.explain("default", "goated", "r1").orElseThrow().terms())
                .isEmpty();
        choose(word("kaputt", -3), word("goated", 3));
        assertThat(rules.of("default").version()).isEqualTo(version);
        choose(word("kaputt", -3), word("goated", 2.5f));
        assertThat(rules.of("default").version()).isNotEqualTo(version);
        assertThat(rules.explain("default", "goated", version)).isEmpty();
        assertThat(rules.explain("default", "goated", "r0")).isEmpty();
        choose();
        assertThat(rules.of("default").version()).isEqualTo("r1");
    }

    /** Words that change nothing: the rest has to be read as the shipped rules read it. */
    @Test
    void shouldReadTheRestAsBefore_whateverWordsTheProjectHas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> pool = List.of(
                "not",
                "never",
                "very",
                "but",
                "no",
                "at",
                "least",
                "kind",
                "of",
                "sort",
                "great",
                "crash",
                "slow",
                "way",
                "to",
                "way to",
                "hung",
                "up",
                "keeps",
                "crashing",
                "can't",
                "the",
                "export",
                "GOOD",
                "bad",
                "!",
                ".",
                "😀",
                ":)",
                "is",
                "it",
                "hold",
                "for");
        choose(
                word("no zebra", -2),
                word("great zebra", 2),
                word("zebra", 1),
                word("not zebra but", -1),
                word("at zebra", 1),
                // Ends of shipped phrases: no way to, keeps crashing, hung up.
                word("to zebra", 1),
                word("crashing zebra", 1),
                word("up zebra", 1));
        SentimentRules own = rules.of("default");
        for (int i = 0; i < 3_000; i++) {
            List<String> words = new ArrayList<>();
            for (int n = random.nextInt(12); n >= 0; n--) {
                words.add(pool.get(random.nextInt(pool.size())));
            }
            String message = String.join(" ", words);
            assertThat(own.explain(message))
                    .as("seed %d: %s", seed, message)
                    .isEqualTo(SentimentRules.SHIPPED.explain(message));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "goated",
                "can't sign in",
                "cant",
                "no",
                "not",
                "❤️",
                ":-/",
                "Wow  great",
                "kind of",
                "日本",
                "быстро",
                "c3po",
                "#1"
            })
    void shouldFindWhatItTakes(String text) {
        String normal = OwnWords.normal(text);

        assertThat(OwnWords.problem(normal)).isEmpty();
        choose(word(normal, 2));
        assertThat(rules.of("default").explain("x " + text + " y").terms())
                .anySatisfy(term -> assertThat(term.because()).contains("own word"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "very", "but", "c++", "wow, great", "@loop", "https://loop.dev", "-", "👍👍", "👍🏽"})
    void shouldRefuseWhatItWouldNeverFind(String text) {
        assertThat(OwnWords.problem(OwnWords.normal(text))).isPresent();
    }

    @Test
    void shouldJudgeTheMaskedMessage_whenItComesInUnmasked() throws IOException {
        choose(word("visa", -3), word("4111", -3), word("card", 2));
        Intake intake = new Intake(
                Clock.systemUTC(), Retention.FOREVER, UserProof.NONE, ProjectMasks.of(Masking.usual()), rules);

        Create create = create(intake, "visa 4111 1111 1111 1111");

        assertThat(create.getMessage()).isEqualTo("visa [card …1111]");
        assertThat(create.getJudgedBy()).contains(JudgedBy.RULES);
        assertThat(create.getJudgedVersion()).contains(rules.of("default").version());
        assertThat(create.getSentiment())
                .contains(rules.of("default").judge(create.getMessage()).sentiment());
        assertThat(create.getSentiment()).contains(Sentiment.NEGATIVE);
        assertThat(create(intake, "goated").getJudgedVersion())
                .contains(rules.of("default").version());
    }

    private static Create create(Intake intake, String message) throws IOException {
        try (JsonParser parser =
                Intake.JSON.createParser("{\"user\":{\"id\":\"u\"},\"message\":\"" + message + "\"}")) {
            parser.nextToken();
            Taken taken = intake.create(parser, new Origin("default", Optional.empty(), Optional.empty()));
            return (Create) ((Taken.Accepted) taken).command().getBody();
        }
    }

    private void choose(SentimentWord... words) {
        chosen.put("default", OwnWords.of(List.of(words), NOW, Optional.empty()));
    }

    private static SentimentWord word(String text, float value) {
        return new SentimentWord(text, value);
    }
}
