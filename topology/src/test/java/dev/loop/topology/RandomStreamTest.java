package dev.loop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.schemas.avro.ChangeType;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackChange;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.wire.InMemorySchemaRegistry;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.store.StandaloneStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every answer equals the one from a look at all items, whatever commands come: meanwhile, after a restart, and after a
 * restore from the changelog. Cells may have less memory than they need throughout.
 */
class RandomStreamTest {

    private static final int COMMANDS = 1000;
    private static final long CELL_BYTES = 64 << 10;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldAnswerAsALookAtAllItemsDoes_whenCommandsAreRandom(long seed) {
        run(seed);
    }

    /** Another stream with each build. What it finds is kept above. */
    @Test
    void shouldAnswerAsALookAtAllItemsDoes_whenTheSeedIsNew() {
        run(System.nanoTime());
    }

    private void run(long seed) {
        Random random = new Random(seed);
        PlainItems oracle = new PlainItems();
        RandomCommands commands = new RandomCommands(random);
        try {
            List<KeyValue<byte[], byte[]>> changelog = stream(commands, oracle, random);
            restoreAndRestart(changelog, commands, oracle, random);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("With seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private List<KeyValue<byte[], byte[]>> stream(RandomCommands commands, PlainItems oracle, Random random) {
        try (FeedbackDriver driver = new FeedbackDriver(
                directory.resolve("driver"), new InMemorySchemaRegistry(), 1, TopologyParts.MOST_SERIES, CELL_BYTES)) {
            RandomQuestions questions = new RandomQuestions(driver.view(), oracle, random);
            questions.ask(1);
            for (int i = 1; i <= COMMANDS; i++) {
                driver.advance(Duration.ofMillis(random.nextInt(20_000)));
                FeedbackCommand command = commands.next(driver.now());
                long offset = driver.send(command);
                CommandOutcome expected = oracle.apply(command, offset);
                assertThat(driver.view().position()).isEqualTo(offset);
                assertThat(driver.outcome(offset)).as(command.toString()).isEqualTo(expected);
                if (i % 100 == 0) {
                    questions.ask(8);
                }
                if (i % 500 == 0) {
                    questions.askAll(commands.ids());
                }
            }
            assertThat(driver.deadLetters.isEmpty()).isTrue();
            checkOutputs(driver, oracle);
            return driver.changelog.readKeyValuesToList();
        }
    }

    /** {@code feedback} is the items as they stand, {@code feedback-events} a chain without a gap for each. */
    private static void checkOutputs(FeedbackDriver driver, PlainItems oracle) {
        Map<String, Feedback> table = new HashMap<>();
        for (TestRecord<String, Feedback> record : driver.items.readRecordsToList()) {
            if (record.value() == null) {
                assertThat(table.remove(record.key())).isNotNull();
            } else {
                table.put(record.key(), record.value());
            }
        }
        assertThat(table).isEqualTo(oracle.items);

        Map<String, FeedbackChange> last = new HashMap<>();
        for (TestRecord<String, FeedbackChange> record : driver.changes.readRecordsToList()) {
            FeedbackChange change = record.value();
            FeedbackChange before = last.put(record.key(), change);
            assertThat(change.getRevision()).isEqualTo(before == null ? 1 : before.getRevision() + 1);
            assertThat(change.getEventId()).isEqualTo("evt_" + record.key().substring(3) + "_" + change.getRevision());
            if (change.getType() == ChangeType.ERASED) {
                assertThat(change.getBefore()).isEmpty();
                assertThat(change.getAfter()).isEmpty();
            } else {
                assertThat(change.getType()).isEqualTo(before == null ? ChangeType.CREATED : ChangeType.UPDATED);
                assertThat(change.getBefore())
                        .isEqualTo(before == null ? java.util.Optional.empty() : before.getAfter());
            }
        }
        last.forEach((id, change) -> assertThat(change.getAfter().orElse(null)).isEqualTo(oracle.items.get(id)));
        assertThat(last.keySet()).containsAll(oracle.items.keySet()).containsAll(oracle.erased);
    }

    private void restoreAndRestart(
            List<KeyValue<byte[], byte[]>> changelog, RandomCommands commands, PlainItems oracle, Random random) {
        assertThat(changelog).isNotEmpty();
        try (StandaloneStore whole = new StandaloneStore(directory.resolve("whole"), CELL_BYTES);
                StandaloneStore compacted = new StandaloneStore(directory.resolve("compacted"), CELL_BYTES)) {
            whole.restore(changelog);
            compacted.restore(compact(changelog, random));
            for (StandaloneStore restored : List.of(whole, compacted)) {
                RandomQuestions questions = new RandomQuestions(restored.store().view(), oracle, random);
                questions.askAll(commands.ids());
                questions.ask(12);
                long position = restored.store().view().position();

                restored.closeStore();
                restored.open();
                assertThat(restored.store().view().position()).isEqualTo(position);
                questions.askAll(commands.ids());
                questions.ask(12);
            }
        }
    }

    /**
     * Returns the log as the cleaner leaves it: the last record of each key, in the order of the log, and only up to
     * some point.
     */
    private static List<KeyValue<byte[], byte[]>> compact(List<KeyValue<byte[], byte[]>> changelog, Random random) {
        int cleaned = random.nextInt(changelog.size() + 1);
        LinkedHashMap<String, KeyValue<byte[], byte[]>> last = new LinkedHashMap<>();
        for (KeyValue<byte[], byte[]> record : changelog.subList(0, cleaned)) {
            String key = new String(record.key, java.nio.charset.StandardCharsets.UTF_8);
            last.remove(key);
            last.put(key, record);
        }
        List<KeyValue<byte[], byte[]>> compacted = new ArrayList<>(last.values());
        compacted.addAll(changelog.subList(cleaned, changelog.size()));
        return Collections.unmodifiableList(compacted);
    }
}
