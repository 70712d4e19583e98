package dev.loop.topology.pulse;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls a processor by the wall clock as often as it has something to do. A task that was called by the clock is
 * committed, whether it did anything or not: a tick each 50 ms is twenty transactions a second on an instance that
 * nobody uses.
 *
 * <p>Of the stream thread. Ticks of one interval come at the same instants in all tasks (KIP-1146), so that a thread
 * commits once for all of them.
 */
public final class Pulse {

    private final ProcessingContext context;
    private final Punctuator tick;
    private @Nullable Duration interval;
    private @Nullable Cancellable scheduled;

    /** Still until {@link #every} is called. */
    public Pulse(ProcessingContext context, Punctuator tick) {
        this.context = context;
        this.tick = tick;
    }

    /** From now on. To be called while a record or a tick is processed, or from {@code init}. */
    public void every(Duration wanted) {
        if (wanted.equals(interval)) {
            return;
        }
        stop();
        interval = wanted;
        scheduled = context.schedule(Instant.EPOCH, wanted, PunctuationType.WALL_CLOCK_TIME, tick);
    }

    /** Until {@link #every} is called again. */
    public void stop() {
        if (scheduled != null) {
            scheduled.cancel();
            scheduled = null;
        }
        interval = null;
    }
}
