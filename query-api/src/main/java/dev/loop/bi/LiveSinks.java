package dev.loop.bi;

import dev.loop.api.sink.SinkBoard;
import dev.loop.bi.SinkProgress.Place;
import dev.loop.question.CommittedOffsets;
import dev.loop.schemas.wire.SchemaRegistryClient;
import dev.loop.topology.question.Position;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sinks of this process; if it has none, those of other processes of Loop and of an external Kafka Connect whose
 * names are those of Loop's files. The sinks of this process are looked at every two seconds, for the metrics and for
 * {@link #complaints}.
 */
public final class LiveSinks implements SinkBoard, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSinks.class);
    private static final long LOOK_MILLIS = 2_000;
    /** The lag that is tolerated, since a load is written in bursts; a longer one is reported. */
    private static final Duration TOLERATED = Duration.ofSeconds(10);

    private final Optional<BiTables> ours;
    private final SinkProgress progress;
    private final Map<Sink, Long> lags = new ConcurrentHashMap<>();
    private final Map<Sink, SinkDelay> delays = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread thread = new Thread(run, "sink-progress");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param ours the tables that this process fills; without them, the sinks may be elsewhere
     * @param clientSettings settings of a consumer
     * @param admin left open
     * @param topology how far the commands are applied and committed
     */
    public LiveSinks(
            Optional<BiTables> ours,
            Map<String, Object> clientSettings,
            Admin admin,
            CommittedOffsets topology,
            SchemaRegistryClient registry,
            MeterRegistry meters) {
        this.ours = ours;
        List<Sink> sinks = ours.map(BiTables::sinks).orElseGet(List::of);
        this.progress = new SinkProgress(admin, topology, new RestOfTopic(clientSettings, registry));
        if (ours.isPresent()) {
            sinks.forEach(sink -> Gauge.builder("loop.sink.lag", lags, all -> lag(all, sink))
                    .description("records of the topic that are not in the table yet")
                    .tag("sink", sink.name())
                    .tag("topic", sink.topic())
                    .register(meters));
            sinks.forEach(sink -> Gauge.builder(
                            "loop.sink.healthy",
                            ours.get(),
                            tables -> tables.trouble(sink).isPresent() ? 0 : 1)
                    .description("1 while all tasks of the sink run")
                    .tag("sink", sink.name())
                    .register(meters));
            clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            keep(progress.places(ours.orElseThrow().sinks()));
        } catch (SinksUnknownException away) {
            // The gauges then have no value, which is the right answer.
            lags.clear();
        } catch (RuntimeException e) {
            LOG.warn("How far the sinks are could not be found out; it is tried again", e);
        }
    }

    private synchronized void keep(Map<Sink, Place> found) {
        long now = System.nanoTime();
        found.forEach((sink, place) -> {
            lags.put(sink, place.lag());
            delays.computeIfAbsent(sink, first -> new SinkDelay()).look(place, now);
        });
    }

    /** Returns what is wrong with the sinks of this process, by name; empty while all is well. */
    public synchronized Map<String, String> complaints() {
        Map<String, String> complaints = new TreeMap<>();
        ours.ifPresent(tables -> tables.sinks().forEach(sink -> {
            tables.trouble(sink).ifPresent(trouble -> complaints.put(sink.name(), trouble));
            Optional.ofNullable(delays.get(sink))
                    .flatMap(delay -> delay.age(System.nanoTime()))
                    .filter(age -> age.compareTo(TOLERATED) > 0)
                    .ifPresent(age -> complaints.putIfAbsent(
                            sink.name(),
                            lags.getOrDefault(sink, 0L) + " records behind, and behind for " + age.toSeconds() + " s"));
        }));
        return complaints;
    }

    @Override
    public List<SinkState> states() {
        if (ours.isPresent()) {
            BiTables tables = ours.get();
            Map<Sink, Place> found = progress.places(tables.sinks());
            return tables.sinks().stream()
                    .map(sink -> state(sink, found, tables.trouble(sink)))
                    .toList();
        }
        List<SinkElsewhere> known = progress.known();
        Map<Sink, Place> found =
                progress.places(known.stream().map(SinkElsewhere::sink).toList());
        return known.stream()
                .map(one -> state(one.sink(), found, one.trouble()))
                .toList();
    }

    /** Reads the map once: it may be emptied meanwhile. */
    private static double lag(Map<Sink, Long> lags, Sink sink) {
        Long lag = lags.get(sink);
        return lag == null || lag < 0 ? Double.NaN : lag;
    }

    private static SinkState state(Sink sink, Map<Sink, Place> found, Optional<String> trouble) {
        return new SinkState(
                sink.name(),
                sink.topic(),
                sink.table(),
                Objects.requireNonNull(found.get(sink)).lag(),
                trouble);
    }

    @Override
    public boolean await(Position position, Duration atMost) {
        return progress.await(
                ours.map(BiTables::sinks).orElseGet(() -> SinkElsewhere.awaited(progress.known())), position, atMost);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        progress.close();
    }
}
