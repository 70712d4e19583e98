package dev.loop.topology.run;

import dev.loop.topology.store.StoreNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Knows how far the stores are restored that are being restored now. Kafka Streams' threads write, any thread reads. */
final class Restores implements StateRestoreListener {

    /** The progress of one changelog, in records. */
    private record Progress(String store, int partition, long start, long done, long all) {}

    private final Map<String, Progress> running = new ConcurrentSkipListMap<>();
    private volatile boolean afterUncleanStop;

    void afterUncleanStop() {
        afterUncleanStop = true;
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
        // Spikes are read again at every start, in a moment.
        if (end > start && !store.equals(StoreNames.TRENDS)) {
            running.put(changelog.toString(), new Progress(store, changelog.partition(), start, 0, end - start));
        }
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long records) {
        running.computeIfPresent(
                changelog.toString(),
                (name, before) -> new Progress(
                        store,
                        before.partition(),
                        before.start(),
                        Math.max(0, Math.min(batchEnd - before.start(), before.all())),
                        before.all()));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        running.remove(changelog.toString());
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        running.remove(changelog.toString());
    }

    /** Returns which stores are being restored, how far they are, and why; empty if none is. */
    Optional<String> words() {
        // The stores of one ledger and partition are told as one.
        Map<String, TreeMap<Integer, long[]>> ledgers = new TreeMap<>();
        running.values().forEach(one -> {
            long[] sum = ledgers.computeIfAbsent(StoreNames.ledgerOf(one.store()), ledger -> new TreeMap<>())
                    .computeIfAbsent(one.partition(), partition -> new long[2]);
            sum[0] += one.done();
            sum[1] += one.all();
        });
        if (ledgers.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        ledgers.forEach((ledger, partitions) -> partitions.forEach((partition, sum) -> words.add(String.format(
                Locale.ROOT, "%s %d (%d%% of %,d records)", ledger, partition, 100 * sum[0] / sum[1], sum[1]))));
        return Optional.of((afterUncleanStop
                        ? "Made again from Kafka, since the last run ended without a clean stop: "
                        : "Restored from Kafka: ")
                + String.join(", ", words));
    }
}
