package dev.loop.topology.run;

import dev.loop.topology.store.StoreDamage;
import dev.loop.topology.store.StoreNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.state.internals.OffsetCheckpoint;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what Kafka Streams left on disk before it opens it, and removes each task that has to be made again from
 * Kafka: one with damaged files, and one that was not closed.
 *
 * <p>Kafka Streams trusts a checkpoint, and gives up the whole start if one cannot be read. Files without one it throws
 * away by itself, since they may hold what was never committed: after it has opened each store twice, ended the task by
 * an exception, and logged four warnings and a stack trace. It would remove the same tasks, by the same marks.
 */
final class StateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);
    private static final Pattern TASK = Pattern.compile("\\d+_(\\d+)");
    private static final String CHECKPOINT = ".checkpoint";
    private static final String CURRENT = "CURRENT";

    /** The place where a store of Kafka Streams keeps its offsets, and whether it was closed (KIP-1035). */
    private static final String OFFSETS = "offsets";

    private static final byte[] STATUS = "status".getBytes(StandardCharsets.UTF_8);
    private static final long CLOSED = 0;

    /** The fault of the files of a task. */
    private sealed interface Fault {
        record Damaged(String what) implements Fault {}

        record NotClosed() implements Fault {}
    }

    private final Path state;

    /** The partitions that were not closed, by ledger. */
    private final TreeMap<String, TreeSet<Integer>> notClosed = new TreeMap<>();

    private StateFiles(Path state) {
        this.state = state;
    }

    /**
     * Removes the tasks that have to be made again. The caller holds the lock of the directory: stores that are open in
     * another process look the same as stores that were not closed.
     *
     * @param state of the application; need not exist
     * @return whether a task was not closed
     */
    static boolean removeUnfit(Path state) {
        return new StateFiles(state).removeUnfit();
    }

    private boolean removeUnfit() {
        for (Path task : files(state, "")) {
            Matcher id = TASK.matcher(task.getFileName().toString());
            if (!Files.isDirectory(task) || !id.matches()) {
                continue;
            }
            int partition = Integer.parseInt(id.group(1));
            Optional<Fault> fault = fault(task, partition);
            if (fault.isEmpty()) {
                continue;
            }
            if (fault.get() instanceof Fault.Damaged damaged) {
                LOG.warn(
                        "stores/{}/{} is damaged ({}); it is removed and made again from Kafka",
                        state.getFileName(),
                        task.getFileName(),
                        damaged.what());
            } else {
                notClosed
                        .computeIfAbsent(ledger(task), first -> new TreeSet<>())
                        .add(partition);
            }
            remove(task);
        }
        if (!notClosed.isEmpty()) {
            LOG.info(
                    "The last run ended without a clean stop; stores that may hold more than was committed are made"
                            + " again from Kafka: {}",
                    notClosed.entrySet().stream()
                            .map(ledger -> ledger.getKey() + " of partitions "
                                    + ledger.getValue().stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(", ")))
                            .collect(Collectors.joining(", ")));
        }
        return !notClosed.isEmpty();
    }

    private static String ledger(Path task) {
        if (Files.isDirectory(task.resolve(StoreNames.FEEDBACK))) {
            return StoreNames.ledgerOf(StoreNames.FEEDBACK);
        }
        return Stream.of(StoreNames.THEMES, StoreNames.AGREEMENT)
                .filter(store -> Files.isDirectory(task.resolve("rocksdb").resolve(store)))
                .findFirst()
                .map(StoreNames::ledgerOf)
                .orElseGet(() -> StoreNames.ledgerOf(StoreNames.WEBHOOK_DELIVERIES));
    }

    private Optional<Fault> fault(Path task, int partition) {
        Set<TopicPartition> checkpoints = new HashSet<>();
        for (Path checkpoint : files(task, CHECKPOINT)) {
            try {
                checkpoints.addAll(
                        new OffsetCheckpoint(checkpoint.toFile()).read().keySet());
            } catch (IOException | RuntimeException unreadable) {
                return Optional.of(new Fault.Damaged(checkpoint.getFileName() + " cannot be read"));
            }
        }
        boolean closed = true;
        Path ours = task.resolve(StoreNames.FEEDBACK);
        if (Files.isDirectory(ours)) {
            closed = checkpoints.contains(changelog(StoreNames.FEEDBACK, partition));
            if (closed) {
                Optional<Fault> fault = open(task, ours, any -> true);
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        for (Path store : files(task.resolve("rocksdb"), "")) {
            if (Files.notExists(store.resolve(CURRENT))
                    && files(store, "").stream().noneMatch(StateFiles::isTable)) {
                // The directory was being made.
                closed = false;
                continue;
            }
            TopicPartition changelog = changelog(store.getFileName().toString(), partition);
            Optional<Fault> fault = open(task, store, offsets -> isClosed(offsets, changelog.toString()));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return closed ? Optional.empty() : Optional.of(new Fault.NotClosed());
    }

    private TopicPartition changelog(String store, int partition) {
        return new TopicPartition(state.getFileName() + "-" + store + "-changelog", partition);
    }

    private static boolean isTable(Path file) {
        return file.getFileName().toString().endsWith(".sst");
    }

    /** Tells from the open files of a store whether it was closed. */
    @FunctionalInterface
    private interface Mark {
        boolean isClosed(Read offsets) throws RocksDBException;
    }

    /** Reads what a store says of itself; null where it says nothing. */
    @FunctionalInterface
    private interface Read {
        byte @Nullable [] of(byte[] key) throws RocksDBException;
    }

    private static boolean isClosed(Read offsets, String changelog) throws RocksDBException {
        byte[] status = offsets.of(STATUS);
        try (LongDeserializer number = new LongDeserializer()) {
            return (status == null || number.deserialize("", status) == CLOSED)
                    && offsets.of(changelog.getBytes(StandardCharsets.UTF_8)) != null;
        }
    }

    private Optional<Fault> open(Path task, Path files, Mark mark) {
        String store = files.getFileName().toString();
        if (!Files.exists(files.resolve(CURRENT))) {
            // RocksDB would make a new database, and nothing would tell that it is empty.
            return Optional.of(new Fault.Damaged(store + " has no CURRENT"));
        }
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try (Options any = new Options();
                DBOptions options = new DBOptions().setInfoLogLevel(org.rocksdb.InfoLogLevel.FATAL_LEVEL)) {
            List<ColumnFamilyDescriptor> all = RocksDB.listColumnFamilies(any, files.toString()).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            if (all.isEmpty()) {
                return Optional.of(new Fault.Damaged(store + ": its MANIFEST cannot be read"));
            }
            try (RocksDB db = RocksDB.openReadOnly(options, files.toString(), all, families)) {
                boolean closed = mark.isClosed(key -> read(db, families, key));
                families.forEach(ColumnFamilyHandle::close);
                return closed ? Optional.empty() : Optional.of(new Fault.NotClosed());
            }
        } catch (RocksDBException e) {
            return StoreDamage.is(e)
                    ? Optional.of(new Fault.Damaged(
                            store + ": " + String.valueOf(e.getMessage()).replace(task + "/", "")))
                    : Optional.empty();
        }
    }

    private static byte @Nullable [] read(RocksDB db, List<ColumnFamilyHandle> families, byte[] key)
            throws RocksDBException {
        for (ColumnFamilyHandle family : families) {
            if (new String(family.getName(), StandardCharsets.UTF_8).equals(OFFSETS)) {
                return db.get(family, key);
            }
        }
        return null;
    }

    private static List<Path> files(Path directory, String beginning) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ProcessorStateException("The stores in " + directory + " cannot be looked at: " + e, e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new ProcessorStateException(
                    "The damaged store in " + directory + " cannot be removed: " + e + ". Remove it by hand.", e);
        }
    }
}
