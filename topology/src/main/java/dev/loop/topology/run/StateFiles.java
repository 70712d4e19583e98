package dev.loop.topology.run;

import dev.loop.topology.store.StoreDamage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.state.internals.OffsetCheckpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what Kafka Streams left on disk before it opens it. Kafka Streams trusts a checkpoint, and gives up the
 * whole start if one cannot be read, although everything can be made again from Kafka. Only a task with damaged files
 * is removed here.
 */
final class StateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);
    private static final String CHECKPOINT = ".checkpoint";

    private StateFiles() {}

    /** @param state of the application; need not exist */
    static void removeDamaged(Path state) {
        for (Path task : directories(state)) {
            problem(task).ifPresent(why -> {
                LOG.warn(
                        "stores/{}/{} is damaged ({}); it is removed and made again from Kafka",
                        state.getFileName(),
                        task.getFileName(),
                        why);
                remove(task);
            });
        }
    }

    /**
     * Returns the damage of a task's files. A missing checkpoint is none: Kafka Streams then removes the files of the
     * store by itself.
     */
    private static Optional<String> problem(Path task) {
        for (Path checkpoint : files(task, CHECKPOINT)) {
            try {
                if (new OffsetCheckpoint(checkpoint.toFile()).read().isEmpty()) {
                    continue;
                }
            } catch (IOException | RuntimeException unreadable) {
                return Optional.of(checkpoint.getFileName() + " cannot be read");
            }
            String store = checkpoint.getFileName().toString().substring(CHECKPOINT.length());
            if (!store.isEmpty()) {
                Optional<String> damage = damage(task, store.substring(1));
                if (damage.isPresent()) {
                    return damage;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> damage(Path task, String store) {
        Path files = Files.isDirectory(task.resolve(store)) ? task.resolve(store) : task.resolve("rocksdb/" + store);
        if (!Files.exists(files.resolve("CURRENT"))) {
            // RocksDB would make a new database, and nothing would tell that it is empty.
            return Optional.of(store + " has no CURRENT");
        }
        try {
            open(files);
            return Optional.empty();
        } catch (RocksDBException e) {
            return StoreDamage.is(e)
                    ? Optional.of(store + ": " + String.valueOf(e.getMessage()).replace(task + "/", ""))
                    : Optional.empty();
        }
    }

    private static void open(Path files) throws RocksDBException {
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try (Options any = new Options();
                DBOptions options = new DBOptions().setInfoLogLevel(org.rocksdb.InfoLogLevel.FATAL_LEVEL)) {
            List<ColumnFamilyDescriptor> all = RocksDB.listColumnFamilies(any, files.toString()).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            try (RocksDB db = RocksDB.openReadOnly(options, files.toString(), all, families)) {
                families.forEach(ColumnFamilyHandle::close);
            }
        }
    }

    private static List<Path> directories(Path directory) {
        return files(directory, "").stream().filter(Files::isDirectory).toList();
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
