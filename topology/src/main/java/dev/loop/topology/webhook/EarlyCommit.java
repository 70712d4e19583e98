package dev.loop.topology.webhook;

import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * Ends the transaction early where somebody outside waits for what was just written, and not so often that a stream of
 * them pays a transaction each.
 */
public final class EarlyCommit {

    private static final long AT_MOST_EVERY_MILLIS = 20;

    private final ProcessingContext context;
    private long askedAt = Long.MIN_VALUE / 2;

    public EarlyCommit(ProcessingContext context) {
        this.context = context;
    }

    public void ask() {
        long now = context.currentSystemTimeMs();
        if (now - askedAt >= AT_MOST_EVERY_MILLIS) {
            askedAt = now;
            context.commit();
        }
    }
}
