package dev.loop.topology.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two queues give what they should, and look at no more than that. */
class QueuesTest {

    private static final long NOW = 1_780_000_000_000L;

    @TempDir
    Path directory;

    private Counting store;

    @BeforeEach
    void open() {
        store = new Counting(OpenStore.inMemory(directory, "schedule"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldNotLookAtTheStore_whenNothingIsDue() {
        DueQueue due = new DueQueue(store);
        for (int i = 0; i < 100_000; i++) {
            due.add(NOW + 1000 + i % 5000, "we_" + i % 100, i);
        }
        due.take(NOW, 100);
        store.looks = 0;
        for (int tick = 0; tick < 999; tick++) {
            assertThat(due.take(NOW + tick, 100)).isEmpty();
        }
        assertThat(store.looks).isZero();
        assertThat(due.next()).isEqualTo(NOW + 1000);
    }

    @Test
    void shouldLookAtWhatIsDueAlone_whenTheRestIsLarge() {
        DueQueue due = new DueQueue(store);
        for (int i = 0; i < 100_000; i++) {
            due.add(NOW + i, "we_1", i + 1);
        }
        for (int tick = 1; tick <= 1000; tick++) {
            store.looks = 0;
            List<LedgerKeys.Due> taken = due.take(NOW + tick * 10L - 1, 100);
            assertThat(taken).hasSize(10);
            assertThat(taken.get(0).sequence()).isEqualTo((tick - 1) * 10L + 1);
            assertThat(store.looks)
                    .as("one search, ten rows and the first that is not due")
                    .isEqualTo(12);
        }
    }

    @Test
    void shouldGoOnAtTheNextTick_whenMoreIsDueThanIsTakenAtOnce() {
        DueQueue due = new DueQueue(store);
        for (int i = 1; i <= 1000; i++) {
            due.add(NOW, "we_1", i);
        }
        List<Long> all = new ArrayList<>();
        while (due.next() <= NOW) {
            List<LedgerKeys.Due> taken = due.take(NOW, 64);
            assertThat(taken.size()).isLessThanOrEqualTo(64);
            taken.forEach(one -> all.add(one.sequence()));
        }
        assertThat(all).hasSize(1000).isSorted();
    }

    @Test
    void shouldFindWhatIsAddedForThePast_whenTimeHasPassedIt() {
        DueQueue due = new DueQueue(store);
        due.add(NOW + 1000, "we_1", 1);
        assertThat(due.take(NOW, 10)).isEmpty();
        due.add(NOW - 5000, "we_1", 2);

        assertThat(due.take(NOW, 10)).containsExactly(new LedgerKeys.Due(NOW - 5000, "we_1", 2));
        assertThat(new DueQueue(store).take(NOW + 1000, 10)).containsExactly(new LedgerKeys.Due(NOW + 1000, "we_1", 1));
    }

    @Test
    void shouldGiveTheLowest_whateverIsAddedTakenAndForgotten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeSet<Long> expected = new TreeSet<>();
        ReadyQueue ready = new ReadyQueue(store, "we_1", true);
        for (int i = 0; i < 60_000; i++) {
            int what = random.nextInt(1000);
            boolean growing = i / 10_000 % 2 == 0;
            if (what < (growing ? 700 : 300)) {
                long sequence = random.nextInt(100_000);
                if (expected.add(sequence)) {
                    ready.add(sequence);
                }
            } else if (what < 998) {
                Long first = expected.pollFirst();
                assertThat(ready.poll())
                        .as("seed %d", seed)
                        .isEqualTo(first == null ? OptionalLong.empty() : OptionalLong.of(first));
            } else if (what < 999 && !expected.isEmpty()) {
                long one = expected.last();
                expected.remove(one);
                ready.remove(one);
            } else {
                ready = new ReadyQueue(store, "we_1", expected.isEmpty());
            }
        }
    }

    @Test
    void shouldNotSearchThroughWhatWasTaken_whenTheQueueIsLong() {
        ReadyQueue ready = new ReadyQueue(store, "we_1", true);
        for (long i = 1; i <= 50_000; i++) {
            ready.add(i);
        }
        store.looks = 0;
        for (long i = 1; i <= 50_000; i++) {
            assertThat(ready.poll()).hasValue(i);
        }
        assertThat(store.looks).isLessThan(50_000 + 2 * 50_000 / 64 + 10);
    }

    /** Counts searches and rows that are read. */
    private static final class Counting implements KeyValueStore<Bytes, byte[]> {
        private final KeyValueStore<Bytes, byte[]> store;
        private long looks;

        Counting(KeyValueStore<Bytes, byte[]> store) {
            this.store = store;
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
            looks++;
            KeyValueIterator<Bytes, byte[]> rows = store.range(from, to);
            return new KeyValueIterator<>() {
                @Override
                public void close() {
                    rows.close();
                }

                @Override
                public Bytes peekNextKey() {
                    return rows.peekNextKey();
                }

                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public KeyValue<Bytes, byte[]> next() {
                    looks++;
                    return rows.next();
                }
            };
        }

        @Override
        public byte[] get(Bytes key) {
            looks++;
            return store.get(key);
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> all() {
            throw new AssertionError("never all of it");
        }

        @Override
        public long approximateNumEntries() {
            return store.approximateNumEntries();
        }

        @Override
        public void put(Bytes key, byte[] value) {
            store.put(key, value);
        }

        @Override
        public byte[] putIfAbsent(Bytes key, byte[] value) {
            return store.putIfAbsent(key, value);
        }

        @Override
        public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            store.putAll(entries);
        }

        @Override
        public byte[] delete(Bytes key) {
            return store.delete(key);
        }

        @Override
        public String name() {
            return store.name();
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            throw new AssertionError("it is open");
        }

        @Override
        public void close() {
            store.close();
        }

        @Override
        public boolean persistent() {
            return store.persistent();
        }

        @Override
        public boolean isOpen() {
            return store.isOpen();
        }
    }
}
