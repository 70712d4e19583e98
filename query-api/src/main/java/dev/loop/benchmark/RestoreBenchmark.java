package dev.loop.benchmark;

import dev.loop.benchmark.Bench.LoadedData;
import dev.loop.benchmark.Measurement.Target;
import dev.loop.benchmark.Measurement.Unit;
import dev.loop.benchmark.Program.Running;
import dev.loop.topology.run.StreamsSettings;
import dev.loop.topology.store.StoreNames;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Measures how long a start takes when the local stores are lost, beside one that finds them and a consumer that only
 * reads the changelog; and the memory of the program after it.
 */
final class RestoreBenchmark implements Benchmark {

    private static final String NAME = "restore";
    private static final String CHANGELOG = StreamsSettings.APPLICATION + "-" + StoreNames.FEEDBACK + "-changelog";
    private static final double TARGET_HEAP_MEBIBYTES = 1024;

    /** The directory of the stores, below the data directory. */
    private static final String STORES = "stores";

    private static final int COLLECTIONS = 3;
    private static final double MEBIBYTE = 1 << 20;

    /** Seconds and records a second, one for each round; bytes as they are at the end. */
    private static final class Figures {
        private final List<Double> kept = new ArrayList<>();
        private final List<Double> lost = new ArrayList<>();
        private final List<Double> consumer = new ArrayList<>();
        private long heap;
        private long storesMemory;
        private OptionalLong resident = OptionalLong.empty();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Measurement> run(Bench bench) throws Exception {
        LoadedData loaded = bench.loaded();
        Figures figures = new Figures();
        for (int round = 1; round <= bench.size().rounds(); round++) {
            figures.kept.add(start(bench, loaded, figures));
            Bench.delete(loaded.directory().resolve(STORES));
            figures.lost.add(start(bench, loaded, figures));
            bench.say(
                    "restore: round %d of %d: ready after %.1f s with the stores kept, %.1f s with them lost",
                    round, bench.size().rounds(), figures.kept.get(round - 1), figures.lost.get(round - 1));
        }
        return measurements(figures, loaded.items().size());
    }

    /** Starts the program. Returns the seconds until it is ready. */
    private static double start(Bench bench, LoadedData loaded, Figures figures) throws Exception {
        long began = System.nanoTime();
        try (Running running = bench.program().start(loaded.directory())) {
            double seconds = (System.nanoTime() - began) / 1e9;
            long reading = System.nanoTime();
            long records = new TopicReader(running.kafka(), CHANGELOG).readAll();
            figures.consumer.add(records * 1e9 / (System.nanoTime() - reading));
            figures.heap = usedHeap();
            figures.storesMemory = running.streams().storeMemoryBytes();
            figures.resident = ResidentMemory.bytes();
            return seconds;
        }
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<Measurement> measurements(Figures figures, long items) {
        double kept = Median.of(figures.kept);
        double lost = Median.of(figures.lost);
        double consumer = Median.of(figures.consumer);
        // Both starts include a broker and opening the stores; the difference is the restore.
        double rate = items / Math.max(0.001, lost - kept);
        List<Measurement> all = new ArrayList<>();
        all.add(of("ready, stores kept", kept, Unit.SECONDS).noting("broker, registry and API included"));
        all.add(of("ready, stores lost", lost, Unit.SECONDS).noting(String.format(Locale.ROOT, "%,d items", items)));
        all.add(of("restored", rate, Unit.ITEMS_PER_SECOND).noting("items ÷ the difference of the two"));
        all.add(of("raw consumer of the changelog", consumer, Unit.ITEMS_PER_SECOND));
        all.add(of("restored ÷ raw consumer", rate / consumer, Unit.RATIO));
        all.add(of("heap in use after a full collection", figures.heap / MEBIBYTE, Unit.MEBIBYTES)
                .with(Target.atMost(TARGET_HEAP_MEBIBYTES))
                .noting("broker, topology, API and this benchmark"));
        all.add(of("blocks and write buffers of RocksDB", figures.storesMemory / MEBIBYTE, Unit.MEBIBYTES));
        figures.resident.ifPresent(bytes -> all.add(of("resident", bytes / MEBIBYTE, Unit.MEBIBYTES)));
        return all;
    }

    private static Measurement of(String what, double value, Unit unit) {
        return Measurement.of(NAME, what, value, unit);
    }
}
