package dev.loop.analysis.word;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordUsersTest {

    @Test
    void shouldKeepWhatTells_whenAMessageIsSplit() {
        assertThat(Words.of("The EXPORT isn’t ready: 404, export-to-PDF a x 東京 don't naïve v2.1"))
                .containsExactly("export", "ready", "pdf", "東京", "naïve", "v2.1");
        assertThat(Words.of("L’export d'images plante")).containsExactly("export", "images", "plante");
        assertThat(Words.of("")).isEmpty();
        assertThat(Words.of(IntStream.range(0, 5_000).mapToObj(i -> "word" + i).collect(Collectors.joining(" "))))
                .hasSize(Words.MOST);
    }

    /** Enough repeats that pairs are thinned out several times on the way. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldCountEachPersonOnce_whenTheyRepeatThemselves(long seed) {
        var random = new Random(seed);
        var users = new WordUsers();
        Map<String, Set<String>> expected = new HashMap<>();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            String user = "u_" + random.nextInt(60);
            String word = "word" + (int) (random.nextDouble() * random.nextDouble() * 300);
            users.add(item("fb_" + i, user, word + " again " + word));
            expected.computeIfAbsent(word, w -> new HashSet<>()).add(user);
            expected.computeIfAbsent("again", w -> new HashSet<>()).add(user);
            all.add(user);
        }
        // A stop word.
        expected.remove("again");

        assertThat(users.users()).isEqualTo(all.size());
        assertThat(users.byWord())
                .as("seed %d", seed)
                .isEqualTo(expected.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().size())));
        assertThat(users.examples("word0")).hasSize(3).doesNotHaveDuplicates();
        assertThat(users.examples("nowhere")).isEmpty();
    }

    private static Feedback item(String id, String user, String message) {
        return Feedback.newBuilder()
                .setId(id)
                .setProject("default")
                .setUserId(user)
                .setMessage(message)
                .setSentiment(Sentiment.NEUTRAL)
                .setStatus(Status.OPEN)
                .setCreatedAt(Instant.EPOCH)
                .setReceivedAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .setRevision(1)
                .build();
    }
}
