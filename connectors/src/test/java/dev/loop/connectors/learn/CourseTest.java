package dev.loop.connectors.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.connectors.analyst.ModelTrainer;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.MachineWord;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelBin;
import dev.loop.schemas.avro.ModelGroup;
import dev.loop.schemas.avro.Sentiment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CourseTest {

    private static final long SEED = 20_261_201L;

    private final Said said = new Said(SEED, 0.3);
    private final SentimentModel prior = ModelTrainer.blank();

    @Test
    void shouldMakeTheSameModel_whateverTheOrderOfTheLabels() {
        List<Label> labels = reviewed(60);
        List<Label> shuffled = new ArrayList<>(labels);
        Collections.shuffle(shuffled, new Random(SEED));

        assertThat(model(shuffled)).isEqualTo(model(labels));
        assertThat(model(labels).getVersion()).startsWith("m60-").hasSize("m60-3f9a1c0e".length());
        assertThat(model(labels.subList(1, 60)).getVersion())
                .isNotEqualTo(model(labels).getVersion());
    }

    @Test
    void shouldTellWhatItLearntFrom_confirmationsIncluded() {
        List<Label> labels = new ArrayList<>(reviewed(40));
        labels.addAll(Stream.generate(() -> said.byAuthor(said.any())).limit(10).toList());
        labels.add(said.label(Sentiment.NEUTRAL, LabelledBy.PERSON, "en", null));

        Model model = model(labels);

        assertThat(model.getConfirmed()).isEqualTo(30);
        assertThat(model.getCorrected()).isEqualTo(10);
        assertThat(model.getByAuthor()).isEqualTo(10);
        assertThat(model.getUnprompted()).isEqualTo(1);
        assertThat(model.getHeld()).isFalse();
        assertThat(ItemHash.read(model.getPeople())).hasSize(41);
        assertThat(ItemHash.read(model.getAuthors())).hasSize(10);
    }

    @Test
    void shouldStayCloserToThePrior_andSaySo_whenItLearnsFromCorrectionsAlone() {
        List<Label> corrections = Stream.generate(() -> said.byPerson(Sentiment.NEGATIVE, Sentiment.NEUTRAL))
                .limit(60)
                .toList();
        List<Label> confirmed = corrections.stream()
                .map(label -> Label.newBuilder(label)
                        .setMachine(MachineWord.newBuilder(label.getMachine().orElseThrow())
                                .setSentiment(Sentiment.NEGATIVE)
                                .build())
                        .build())
                .toList();

        Model alone = model(corrections);
        Model reviewed = model(confirmed);

        assertThat(alone.getHeld()).isTrue();
        assertThat(reviewed.getHeld()).isFalse();
        assertThat(distance(alone)).isLessThan(distance(reviewed) / 2);
        assertThat(alone.getVersion()).isNotEqualTo(reviewed.getVersion());
    }

    @Test
    void shouldBeMeasuredOnWhatItHasNotSeen_byGroupAndBySureness() {
        Model model = model(reviewed(300));

        assertThat(model.getMeasured().getItems()).isEqualTo(300);
        assertThat(model.getMeasured().getRight())
                .as("of those that it learnt from, it is right about all; seed %d", SEED)
                .isBetween(150, 290);
        assertThat(model.getMeasured().getRight())
                .isGreaterThan(model.getMeasured().getRightBefore());
        assertThat(model.getMeasured().getGroups())
                .filteredOn(group -> group.getField().equals("tag"))
                .extracting(ModelGroup::getValue)
                .containsExactlyInAnyOrder(Optional.of("exports"), Optional.empty());
        assertThat(model.getMeasured().getReliability().stream()
                        .mapToInt(ModelBin::getItems)
                        .sum())
                .isEqualTo(300);
    }

    @Test
    void shouldJudgeAnotherLanguage_whenEnoughLabelsBearItOut() {
        List<Label> labels = new ArrayList<>();
        Said plain = new Said(SEED, 0.12);
        labels.addAll(foreign(plain, "de", 300));
        labels.addAll(foreign(plain, "fr", 20));

        assertThat(model(labels).getLanguages()).containsExactly("de", "en");
    }

    private static List<Label> foreign(Said plain, String language, int count) {
        return Stream.generate(plain::any)
                .map(sentiment -> plain.label(sentiment, LabelledBy.PERSON, language, sentiment))
                .limit(count)
                .toList();
    }

    /** Returns labels of items of which the machine was right about three in four. */
    private List<Label> reviewed(int count) {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Sentiment sentiment = said.any();
            Sentiment other = sentiment == Sentiment.NEUTRAL ? Sentiment.NEGATIVE : Sentiment.NEUTRAL;
            labels.add(said.byPerson(sentiment, i % 4 == 0 ? other : sentiment));
        }
        return labels;
    }

    private Model model(List<Label> labels) {
        return Course.model(prior, labels.stream().map(Lesson::of).toList(), Said.NOON, List.of());
    }

    private static double distance(Model model) {
        double squares = 0;
        for (float[] row : ModelBook.weights(model).weights()) {
            for (float weight : row) {
                squares += weight * weight;
            }
        }
        return Math.sqrt(squares);
    }
}
