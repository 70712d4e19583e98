package dev.loop.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.question.Questions.AlikePage;
import dev.loop.question.Questions.Meaning;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.store.FeedbackView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What each partition finds nearest is put together, and with what has the words. */
class MeaningQuestionsTest {

    static {
        Topics.all();
    }

    private static final FeedbackFilter ALL = FeedbackFilter.all("default");
    private static final Meaning ANY = new Meaning(ByteBuffer.wrap(new byte[MeaningVector.WIDTH]), Optional.empty());

    @Test
    void shouldMergeByTheScore_whenPartitionsAnswer() {
        var partitions = new FakePartitions(
                List.of(new SearchHit(0.9f, 1, "a0"), new SearchHit(0.5f, 1, "b0")),
                List.of(new SearchHit(0.7f, 1, "a1"), new SearchHit(0.5f, 9, "b1")));
        Questions questions = new StoreQuestions(partitions, none -> Map.of());

        AlikePage first = questions.alike(ALL, ANY, Optional.empty(), 3, true);
        AlikePage second = questions.alike(ALL, ANY, first.next(), 3, false);
        AlikePage others =
                questions.alike(ALL, new Meaning(ANY.vector(), Optional.of("a0")), Optional.empty(), 9, true);

        assertThat(first.items()).extracting(Feedback::getId).containsExactly("a0", "a1", "b1");
        assertThat(second.items()).extracting(Feedback::getId).containsExactly("b0");
        assertThat(second.next()).isEmpty();
        assertThat(first.facets().orElseThrow().outcomes().total()).isEqualTo(4);
        assertThat(second.facets()).isEmpty();
        assertThat(first.unread()).isEqualTo(1);
        assertThat(first.asOf().complete()).isTrue();
        assertThat(others.items()).extracting(Feedback::getId).containsExactly("a1", "b1", "b0");
        assertThat(others.facets().orElseThrow().outcomes().total()).isEqualTo(3);
    }

    @Test
    void shouldFindAThousandAtMost_whenThereAreMore() {
        List<SearchHit> places = new ArrayList<>();
        for (int i = 0; i <= Questions.MOST_ALIKE; i++) {
            places.add(new SearchHit(1 - i / 10_000f, 1, "a" + i));
        }
        Questions questions = new StoreQuestions(new FakePartitions(places), none -> Map.of());

        AlikePage all = questions.alike(ALL, ANY, Optional.empty(), 1_000, false);
        AlikePage others =
                questions.alike(ALL, new Meaning(ANY.vector(), Optional.of("a3")), Optional.empty(), 1_000, false);

        assertThat(all.items()).hasSize(1_000);
        assertThat(all.next()).isEmpty();
        assertThat(others.items()).as("one more in its place").hasSize(1_000);
    }

    @Test
    void shouldSumReciprocalRanks_whenItemsAreInBothLists() {
        List<SearchHit> meaning = List.of(new SearchHit(0.9f, 1, "m"), new SearchHit(0.8f, 1, "both"));
        List<SearchHit> words =
                List.of(new SearchHit(12f, 1, "w"), new SearchHit(11f, 2, "w2"), new SearchHit(10f, 1, "both"));

        assertThat(MeaningQuestions.fused(meaning, words))
                .containsExactly(
                        new SearchHit(1 / 62f + 1 / 63f, 1, "both"),
                        new SearchHit(1 / 61f, 1, "m"),
                        new SearchHit(1 / 61f, 1, "w"),
                        new SearchHit(1 / 62f, 2, "w2"));
    }

    /** Partitions that find what they are given; every one has an item without a meaning but the first. */
    private static final class FakePartitions implements Partitions {
        private final List<List<SearchHit>> found;

        @SafeVarargs
        FakePartitions(List<SearchHit>... found) {
            this.found = List.of(found);
        }

        @Override
        public int count() {
            return found.size();
        }

        @Override
        public int of(String id) {
            for (int partition = 0; partition < found.size(); partition++) {
                if (found.get(partition).stream().anyMatch(place -> place.id().equals(id))) {
                    return partition;
                }
            }
            throw new AssertionError(id);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> Map<Integer, Told<T>> ask(Map<Integer, Ask<T>> asks, Terms terms) {
            Map<Integer, Told<T>> told = new TreeMap<>();
            asks.forEach((partition, ask) -> told.put(partition, new Told<>((T) answer(partition, ask), false)));
            return told;
        }

        private Object answer(int partition, Ask<?> ask) {
            if (ask instanceof AskTextMoment) {
                return new FeedbackView.TextMoment(5, 1, partition);
            }
            if (ask instanceof AskNearest nearest) {
                assertThat(nearest.moment().copy()).isEqualTo(partition);
                List<SearchHit> places = found.get(partition);
                return new FeedbackView.Nearest(
                        places.subList(0, Math.min(nearest.limit(), places.size())), partition, 5);
            }
            return ((AskFound) ask)
                    .places().stream().map(place -> item(place.id())).toList();
        }

        private static Feedback item(String id) {
            return Feedback.newBuilder()
                    .setId(id)
                    .setProject("default")
                    .setUserId("u_1")
                    .setMessage("m")
                    .setSentiment(Sentiment.NEGATIVE)
                    .setStatus(Status.OPEN)
                    .setCreatedAt(Instant.EPOCH)
                    .setReceivedAt(Instant.EPOCH)
                    .setUpdatedAt(Instant.EPOCH)
                    .setRevision(1)
                    .setCommandOffset(1)
                    .build();
        }

        @Override
        public void close() {}
    }
}
