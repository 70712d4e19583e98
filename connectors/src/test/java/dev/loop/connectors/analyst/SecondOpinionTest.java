package dev.loop.connectors.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loop.schemas.avro.Explanation;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.WordShare;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecondOpinionTest {

    private static final String MESSAGE = "the export hangs";

    private final Feedback item = Texts.item("fb_1", MESSAGE, Sentiment.NEUTRAL);

    @Test
    void shouldOverruleTheRules_whenTheModelIsSureEnough() {
        Judge judge = judge(Texts.saying(0.7, 0.2, 0.1), "en", false);

        assertThat(judge.getSentiment()).isEqualTo(Sentiment.NEGATIVE);
        assertThat(judge.getUnsure()).isFalse();
        assertThat(judge.getSure().orElseThrow()).isCloseTo(0.7f, within(1e-6f));
        assertThat(judge.getIfRevision().getRevision()).isEqualTo(1);
        assertThat(judge.getVersion()).isEqualTo("m0");
        assertThat(judge.getLanguage()).contains("en");
    }

    @Test
    void shouldTakeTheModelsLabel_unsure_whenTheModelSeesItOtherwiseButIsNotSure() {
        Judge judge = judge(Texts.saying(0.55, 0.35, 0.1), "en", false);

        assertThat(judge.getSentiment()).isEqualTo(Sentiment.NEGATIVE);
        assertThat(judge.getUnsure()).isTrue();
        assertThat(judge.getSure().orElseThrow()).isCloseTo(0.55f, within(1e-6f));
    }

    @Test
    void shouldBeSure_whenBothSayTheSame_howeverSureTheModelIs() {
        Judge judge = judge(Texts.saying(0.3, 0.4, 0.3), "en", false);

        assertThat(judge.getSentiment()).isEqualTo(Sentiment.NEUTRAL);
        assertThat(judge.getUnsure()).isFalse();
    }

    @Test
    void shouldGuessNothing_whereTheLanguageIsNotTheModels() {
        Judge judge = judge(Texts.saying(0.99, 0.005, 0.005), "de", false);

        assertThat(judge.getSentiment()).isEqualTo(Sentiment.NEUTRAL);
        assertThat(judge.getUnsure()).isTrue();
        assertThat(judge.getSure()).isEmpty();
        assertThat(judge.getLanguage()).contains("de");
        assertThat(judge.getExplanation()).isEmpty();
    }

    @Test
    void shouldGuessNothing_whereTheEncoderKnowsNoPiece() {
        Judge judge = judge(Texts.saying(0.99, 0.005, 0.005), "en", true);

        assertThat(judge.getUnsure()).isTrue();
        assertThat(judge.getLanguage()).as("told from pieces that say nothing").isEmpty();
        assertThat(judge.getExplanation()).isEmpty();
    }

    @Test
    void shouldSayWhatEachWordAdds_inTheOrderOfTheMessage() {
        Explanation explanation =
                judge(Texts.saying(0.7, 0.2, 0.1), "en", false).getExplanation().orElseThrow();

        assertThat(explanation.getNegative() + explanation.getNeutral() + explanation.getPositive())
                .isCloseTo(1, within(1e-6f));
        assertThat(explanation.getRules()).isEqualTo(Optional.of("r0"));
        assertThat(explanation.getWords())
                .extracting(word -> MESSAGE.substring(word.getFrom(), word.getTo()))
                .containsExactly("the", "export", "hangs");
        double words =
                explanation.getWords().stream().mapToDouble(WordShare::getShare).sum();
        assertThat(words).as("three of five vectors are words'").isCloseTo(3.0 / 5 * Math.log(0.1 / 0.7), within(1e-5));
    }

    @Test
    void shouldNameTheStrongestWords_whereAMessageHasTooMany() {
        String message = "word ".repeat(6_000).strip();
        FeedbackCommand command = new SecondOpinion(project -> Texts.saying(0.7, 0.2, 0.1), Texts.SILENT_RULES)
                .of(
                        Texts.item("fb_2", message, Sentiment.NEUTRAL),
                        Texts.encoded(message, "en", false),
                        Optional.empty(),
                        Texts.NOON);

        assertThat(((Judge) command.getBody()).getExplanation().orElseThrow().getWords())
                .hasSize(5_000)
                .isSortedAccordingTo(Comparator.comparingInt(WordShare::getFrom));
    }

    private Judge judge(SentimentModel model, String language, boolean unknown) {
        FeedbackCommand command = new SecondOpinion(project -> model, Texts.SILENT_RULES)
                .of(item, Texts.encoded(MESSAGE, language, unknown), Optional.empty(), Texts.NOON);
        assertThat(command.getId()).isEqualTo(item.getId());
        assertThat(command.getActor()).contains("analyst");
        return (Judge) command.getBody();
    }
}
