package dev.loop.connectors.analyst;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Judge;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** The analyst's meters. */
final class AnalystMeters {

    private final Counter overruled;
    private final Counter kept;
    private final Counter unsure;
    private final Counter crashes;
    private final Counter unread;
    private final Timer reading;
    private final Map<ReadingTask, AtomicLong> behind = new EnumMap<>(ReadingTask.class);

    AnalystMeters(MeterRegistry registry) {
        overruled = judgements("overruled", registry);
        kept = judgements("kept", registry);
        unsure = judgements("unsure", registry);
        crashes = Counter.builder("loop.analyst.encoder.restarts")
                .description("How often the encoder was started anew after it crashed or hung")
                .register(registry);
        unread = Counter.builder("loop.analyst.unread")
                .description("Items whose message the encoder crashed at each time")
                .register(registry);
        reading = Timer.builder("loop.analyst.reading")
                .description("From a message to its vectors")
                .register(registry);
        for (ReadingTask task : ReadingTask.values()) {
            var lag = new AtomicLong();
            behind.put(task, lag);
            Gauge.builder("loop.analyst.lag", lag, AtomicLong::get)
                    .description("Changes of items that were not looked at yet, of the partitions of this process")
                    .tag("task", task.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static Counter judgements(String outcome, MeterRegistry registry) {
        return Counter.builder("loop.analyst.judgements")
                .description("Items judged, by what became of the rules' label")
                .tag("outcome", outcome)
                .register(registry);
    }

    Timer reading() {
        return reading;
    }

    void judged(Feedback item, FeedbackCommand command) {
        Judge judge = (Judge) command.getBody();
        if (judge.getUnsure()) {
            unsure.increment();
        } else if (judge.getSentiment() == item.getSentiment()) {
            kept.increment();
        } else {
            overruled.increment();
        }
    }

    void unread() {
        unread.increment();
    }

    void restarted() {
        crashes.increment();
    }

    void behind(ReadingTask task, long records) {
        Objects.requireNonNull(behind.get(task)).set(records);
    }
}
