package dev.loop.topology.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.state.internals.OffsetCheckpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Tests which tasks are removed before Kafka Streams opens them: those that it would give up itself, and no others. */
class StateFilesTest {

    private static final long CLOSED = 0;
    private static final long OPEN = 1;

    @TempDir
    private Path directory;

    private Path state;

    @BeforeEach
    void makeDirectory() throws IOException {
        state = Files.createDirectories(directory.resolve("loop"));
    }

    @Test
    void shouldKeepWhatWasClosed_whenItIsWhole() throws Exception {
        Path feedback = feedback(0);
        new OffsetCheckpoint(feedback.resolve(".checkpoint_feedback").toFile())
                .write(Map.of(new TopicPartition("loop-feedback-changelog", 0), 7L));
        deliveries(1, CLOSED, true);
        Files.createDirectories(state.resolve("5_0"));
        Files.createDirectories(state.resolve("global/rocksdb/accounts"));

        assertThat(StateFiles.removeUnfit(state)).isFalse();

        assertThat(left()).containsExactly("2_0", "4_1", "5_0", "global");
    }

    @Test
    void shouldRemoveAndSay_whenTheLastRunDidNotCloseIt() throws Exception {
        feedback(0);
        deliveries(1, OPEN, true);
        deliveries(2, CLOSED, false);
        Files.createDirectories(state.resolve("4_3/rocksdb/webhook-deliveries"));
        deliveries(5, CLOSED, true);

        assertThat(StateFiles.removeUnfit(state)).isTrue();

        assertThat(left()).containsExactly("4_5");
    }

    @Test
    void shouldRemoveWithoutBlamingTheStop_whenFilesAreDamaged() throws Exception {
        Files.writeString(feedback(0).resolve(".checkpoint_feedback"), "nonsense");
        Path deliveries = deliveries(1, CLOSED, true);
        Files.writeString(deliveries.resolve("CURRENT"), "MANIFEST-999999\n");

        assertThat(StateFiles.removeUnfit(state)).isFalse();

        assertThat(left()).isEmpty();
    }

    @Test
    void shouldDoNothing_whenThereIsNothingYet() {
        assertThat(StateFiles.removeUnfit(directory.resolve("none"))).isFalse();
    }

    private Path feedback(int partition) throws Exception {
        Path task = state.resolve("2_" + partition);
        store(Files.createDirectories(task.resolve("feedback")), Map.of());
        return task;
    }

    private Path deliveries(int partition, long status, boolean withOffset) throws Exception {
        Path store = state.resolve("4_" + partition + "/rocksdb/webhook-deliveries");
        Map<String, Long> offsets = withOffset
                ? Map.of("status", status, "loop-webhook-deliveries-changelog-" + partition, 3L)
                : Map.of("status", status);
        return store(Files.createDirectories(store), offsets);
    }

    private static Path store(Path files, Map<String, Long> offsets) throws RocksDBException {
        RocksDB.loadLibrary();
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try (DBOptions options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
                RocksDB db = RocksDB.open(
                        options,
                        files.toString(),
                        List.of(
                                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
                                new ColumnFamilyDescriptor("offsets".getBytes(StandardCharsets.UTF_8))),
                        families)) {
            for (Map.Entry<String, Long> offset : offsets.entrySet()) {
                db.put(
                        families.get(1),
                        offset.getKey().getBytes(StandardCharsets.UTF_8),
                        ByteBuffer.allocate(Long.BYTES)
                                .putLong(offset.getValue())
                                .array());
            }
            families.forEach(ColumnFamilyHandle::close);
        }
        return files;
    }

    private List<String> left() throws IOException {
        try (Stream<Path> tasks = Files.list(state)) {
            return tasks.map(task -> task.getFileName().toString()).sorted().toList();
        }
    }
}
