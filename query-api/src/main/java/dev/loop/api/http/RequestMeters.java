package dev.loop.api.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Measures the time of calls by route template, method and status, and counts the problems that calls end with. */
public final class RequestMeters {

    static final String BEGAN = "began";
    static final String ROUTE = "route";

    /** The bounds of the histogram: fine around the targets, coarse beyond. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private record Key(String method, String route, int status) {}

    private final MeterRegistry registry;
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();

    public RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void record(Context ctx) {
        Long began = ctx.attribute(BEGAN);
        if (began == null) {
            return;
        }
        // The path itself never becomes a label: strangers would make a time series of each.
        String route = ctx.attribute(ROUTE);
        var key = new Key(ctx.method().name(), route == null ? "none" : route, ctx.statusCode());
        timers.computeIfAbsent(key, this::timer).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        String problem = ProblemWriter.slugOf(ctx);
        if (!problem.isEmpty()) {
            Counter.builder("loop.http.problems")
                    .description("Calls that ended with a problem")
                    .tag("problem", problem)
                    .register(registry)
                    .increment();
        }
    }

    private Timer timer(Key key) {
        return Timer.builder("loop.http.requests")
                .description("Time from the request to the end of its answer")
                .tag("method", key.method())
                .tag("route", key.route())
                .tag("status", Integer.toString(key.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
