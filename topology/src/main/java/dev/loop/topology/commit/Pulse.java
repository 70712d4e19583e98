package dev.loop.topology.commit;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls a processor by the wall clock only as often as it has something to do. Kafka Streams commits a task that was
 * called by the clock, whether it did anything or not: a tick every 50 ms is twenty transactions a second on an idle
 * instance.
 *
 * <p>For the stream thread. Ticks of one interval come at the same instants in all tasks (KIP-1146), so that a thread
 * commits once for all of them.
 */
public final class Pulse {

    private final ProcessingContext context;
    private final Punctuator tick;
    private @Nullable Duration interval;
    private @Nullable Cancellable scheduled;

    /** Creates a pulse that does not tick until {@link #every} is called. */
    public Pulse(ProcessingContext context, Punctuator tick) {
        this.context = context;
        this.tick = tick;
    }

    /** Ticks at this interval from now on. Called while a record or a tick is processed, or from {@code init}. */
    public void every(Duration wanted) {
        if (wanted.equals(interval)) {
            return;
        }
        stop();
        interval = wanted;
        scheduled = context.schedule(Instant.EPOCH, wanted, PunctuationType.WALL_CLOCK_TIME, tick);
    }

    /** Stops ticking until {@link #every} is called again. */
    public void stop() {
        if (scheduled != null) {
            scheduled.cancel();
            scheduled = null;
        }
        interval = null;
    }
}
