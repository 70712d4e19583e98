package dev.loop.connectors.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.broker.TopicLayout;
import dev.loop.broker.TopicSetup;
import dev.loop.schemas.Topics;
import dev.loop.schemas.avro.Project;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.schemas.wire.WireSerdes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several tables of one topic, as instances have them, at a real broker. */
class KafkaControlTableTest {

    private static final int INSTANCES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;
    private final List<KafkaControlTable<Project>> tables = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(INSTANCES);

    @BeforeEach
    void open() throws Exception {
        kafka = EmbeddedKafka.start(directory, 0);
        Map<String, Object> connection = kafka.clientSettings();
        try (Admin admin = Admin.create(connection)) {
            new TopicSetup(admin, TopicLayout.embedded(OptionalInt.of(1)), Duration.ofSeconds(20))
                    .prepare(List.of(Topics.PROJECTS));
        }
        SchemaRegistryClient registry = SchemaRegistryClient.from(Map.of("schema.registry.url", "mock://control"));
        for (int i = 0; i < INSTANCES; i++) {
            var table = new KafkaControlTable<>(connection, Topics.PROJECTS, WireSerdes.of(Topics.PROJECTS, registry));
            assertThat(table.awaitReady(PATIENCE)).isTrue();
            tables.add(table);
        }
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        tables.forEach(KafkaControlTable::close);
        kafka.close();
    }

    @Test
    void shouldLetOneBeFirstAndAllSeeItsValue_whenSeveralPutAtOnce() throws Exception {
        for (String key : List.of("first", "second", "third")) {
            CyclicBarrier together = new CyclicBarrier(INSTANCES);
            List<Future<Boolean>> first = IntStream.range(0, INSTANCES)
                    .mapToObj(i -> threads.submit(() -> {
                        together.await();
                        return tables.get(i).putFirst(key, project(key, "of " + i), PATIENCE);
                    }))
                    .toList();

            List<String> winners = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                if (first.get(i).get()) {
                    winners.add("of " + i);
                }
                assertThat(tables.get(i).get(key)).as("%s at %d", key, i).isPresent();
            }
            assertThat(winners).as(key).hasSize(1);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(tables)
                            .allSatisfy(table -> assertThat(
                                            table.get(key).orElseThrow().getName())
                                    .isEqualTo(winners.get(0))));
        }
    }

    /** A write without an answer from the broker may be stored or not; a busy broker does not always answer. */
    private record Written(String letter, int known, int unknown) {}

    @Test
    void shouldLoseNoChange_whenSeveralChangeTheSameValueAtOnce() throws Exception {
        tables.get(0).put("shared", project("shared", ""), PATIENCE);
        CyclicBarrier together = new CyclicBarrier(INSTANCES);
        List<Future<Written>> writing = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            String letter = String.valueOf((char) ('a' + i));
            KafkaControlTable<Project> table = tables.get(i);
            writing.add(threads.submit(() -> {
                together.await();
                return write(table, letter);
            }));
        }
        List<Written> all = new ArrayList<>();
        for (Future<Written> written : writing) {
            all.add(written.get());
        }

        assertThat(all).anyMatch(written -> written.known() > 0);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tables).allSatisfy(table -> {
                    String letters = table.get("shared").orElseThrow().getName();
                    assertThat(all)
                            .allSatisfy(written -> assertThat(letters.replaceAll("[^" + written.letter() + "]", "")
                                            .length())
                                    .as("%s in %s", written, letters)
                                    .isBetween(written.known(), written.known() + written.unknown()));
                }));
        assertThat(tables.get(0).change("shared", there -> Optional.empty(), PATIENCE))
                .isFalse();
    }

    private static Written write(KafkaControlTable<Project> table, String letter) {
        int known = 0;
        int unknown = 0;
        for (int change = 0; change < 3; change++) {
            try {
                assertThat(table.change(
                                "shared",
                                there -> there.map(project -> project("shared", project.getName() + letter)),
                                PATIENCE))
                        .isTrue();
                known++;
            } catch (OutcomeUnknownException notAnswered) {
                unknown++;
            }
        }
        return new Written(letter, known, unknown);
    }

    @Test
    void shouldLeaveWhatIsThere_whenAnotherWasFirst() throws Exception {
        tables.get(0).put("taken", project("taken", "before"), PATIENCE);

        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(
                () -> tables.get(1).putFirst("taken", project("taken", "after"), PATIENCE));

        assertThat(first.get()).isFalse();
        assertThat(tables.get(1).get("taken").orElseThrow().getName()).isEqualTo("before");
        tables.get(0).remove("taken", PATIENCE);
        assertThat(tables.get(1).putFirst("taken", project("taken", "again"), PATIENCE))
                .isTrue();
    }

    private static Project project(String id, String name) {
        return new Project(id, name, null, List.of(), Instant.EPOCH, List.of(), null, List.of(), null, null);
    }
}
