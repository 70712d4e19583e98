package dev.loop.connectors.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.connectors.analyst.ModelTrainer;
import dev.loop.connectors.log.MemoryTable;
import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.Model;
import dev.loop.schemas.avro.ModelEntry;
import dev.loop.schemas.avro.ModelRequest;
import dev.loop.schemas.avro.ModelTurn;
import dev.loop.schemas.avro.Sentiment;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingTest {

    private static final String PROJECT = "default";

    private final Said said = new Said(20_261_201L, 0.12);
    private final Map<String, Label> labels = new LinkedHashMap<>();
    private final LabelledItems items = new LabelledItems();
    private final MemoryTable<ModelEntry> table = new MemoryTable<>();
    private final ModelBook book = new ModelBook(table, ModelTrainer.blank());
    private Instant now = Said.NOON;

    private final Training training = new Training(
            book,
            (project, wanted) -> labels.values().stream()
                    .filter(wanted::isOf)
                    .map(Lesson::of)
                    .toList(),
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            });

    @Test
    void shouldMakeAModel_whenTwentyLabelsAreNew() {
        label(19);
        settle();
        assertThat(book.models(PROJECT)).isEmpty();

        label(1);
        settle();
        settle();
        assertThat(versions()).hasSize(1).first().asString().startsWith("m20-");

        label(19);
        settle();
        assertThat(versions()).hasSize(1);

        label(1);
        settle();
        assertThat(versions()).hasSize(2).last().asString().startsWith("m40-");
        assertThat(book.active(PROJECT)).as("people switch it on").isEmpty();
    }

    @Test
    void shouldMakeAModelOfFewer_whenSomebodyAsksForIt() {
        label(3);
        book.request(PROJECT, new ModelRequest(now, "secret"));

        settle();

        assertThat(versions()).hasSize(1).first().asString().startsWith("m3-");
        assertThat(book.isRequested(PROJECT)).isFalse();
        book.request(PROJECT, new ModelRequest(now, "secret"));
        settle();
        assertThat(versions()).as("the same labels make the same model").hasSize(1);
    }

    @Test
    void shouldRetrain_whenAnItemThatAModelLearntFromIsGone() {
        label(20);
        settle();
        label(20);
        settle();
        List<String> before = versions();
        book.switchTo(PROJECT, new ModelTurn(before.get(0), now, "secret", null));

        erase("fb_3");
        settle();

        assertThat(versions()).hasSize(1).first().asString().startsWith("m39-");
        Model left = book.models(PROJECT).get(0);
        assertThat(left.getReplaces()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(ItemHash.read(left.getPeople())).hasSize(39).doesNotContain(ItemHash.of("fb_3"));
        assertThat(book.active(PROJECT)).as("it stands for the one that judged").contains(left);
    }

    @Test
    void shouldWaitAMinute_beforeMoreItemsThatAreGoneMakeAnotherModel() {
        label(30);
        settle();
        erase("fb_3");
        settle();
        List<String> first = versions();

        erase("fb_4");
        assertThat(training.settle(PROJECT, items))
                .as("something is left for later")
                .isFalse();
        assertThat(versions()).isEqualTo(first);

        now = now.plus(Duration.ofMinutes(1));
        settle();
        assertThat(versions()).hasSize(1).first().asString().startsWith("m28-");
    }

    @Test
    void shouldGoBackToThePrior_whenNothingIsLeftToLearnFrom() {
        label(20);
        settle();
        book.switchTo(PROJECT, new ModelTurn(versions().get(0), now, "secret", null));

        List.copyOf(labels.keySet()).forEach(this::erase);
        settle();

        assertThat(book.models(PROJECT)).isEmpty();
        assertThat(book.judge(PROJECT).version()).isEqualTo(book.prior().version());
    }

    @Test
    void shouldTakeAway_whatAnotherProcessLearntTooLate() {
        label(30);
        settle();
        Model late = book.models(PROJECT).get(0);
        erase("fb_3");
        settle();

        book.put(PROJECT, late);
        now = now.plus(Duration.ofMinutes(1));
        settle();

        assertThat(versions()).hasSize(1).doesNotContain(late.getVersion());
    }

    @Test
    void shouldJudgeByThePrior_whenTheModelIsNoneOfOurs() {
        label(20);
        settle();
        Model model = book.models(PROJECT).get(0);
        book.switchTo(PROJECT, new ModelTurn(model.getVersion(), now, "secret", null));
        assertThat(book.judge(PROJECT).version()).isEqualTo(model.getVersion());

        book.put(
                PROJECT,
                Model.newBuilder(model).setWeights(ByteBuffer.allocate(7)).build());

        assertThat(book.judge(PROJECT).version()).isEqualTo(book.prior().version());
    }

    @Test
    void shouldKeepTenModels_andThoseThatJudged() {
        label(20);
        settle();
        String judged = versions().get(0);
        book.switchTo(PROJECT, new ModelTurn(judged, now, "secret", null));
        for (int i = 0; i < 12; i++) {
            now = now.plusSeconds(1);
            label(20);
            settle();
        }

        assertThat(versions()).hasSize(11).contains(judged);
    }

    @Test
    void shouldLearnFromTheSameItems_whateverTheirNumber_andMissThoseThatAreGone() {
        for (int i = 0; i < 3 * LabelledItems.MOST; i++) {
            put(said.byAuthor(Sentiment.NEUTRAL));
        }
        assertThat(items.size()).isEqualTo(LabelledItems.MOST);
        String held = labels.values().stream()
                .filter(items::isOf)
                .findFirst()
                .orElseThrow()
                .getId();

        assertThat(items.lacks()).isFalse();
        erase(held);
        assertThat(items.lacks()).as("another one would have a place").isTrue();
    }

    private void settle() {
        assertThat(training.settle(PROJECT, items)).isTrue();
    }

    private void label(int count) {
        for (int i = 0; i < count; i++) {
            Sentiment sentiment = said.any();
            put(said.byPerson(sentiment, sentiment));
        }
    }

    private void put(Label label) {
        labels.put(label.getId(), label);
        items.put(label.getId(), label);
    }

    private void erase(String id) {
        labels.remove(id);
        items.put(id, null);
    }

    private List<String> versions() {
        return book.models(PROJECT).stream().map(Model::getVersion).toList();
    }
}
