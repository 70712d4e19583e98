package dev.loop.client.query;

import java.time.Duration;
import java.util.Optional;

/** Which live events to hear of, and when to give up. */
public final class StreamQuery extends TextFilters<StreamQuery> {

    private Optional<String> after = Optional.empty();
    private int reconnects = Integer.MAX_VALUE;
    private Duration silence = Duration.ofMinutes(1);

    @Override
    StreamQuery self() {
        return this;
    }

    /** @param cursor of the last event seen: the stream begins with the events after it */
    public StreamQuery after(String cursor) {
        after = Optional.of(cursor);
        return this;
    }

    /** Sets how many connections in a row may bring nothing before the stream fails; without end if left out. */
    public StreamQuery reconnects(int connections) {
        reconnects = connections;
        return this;
    }

    /** Sets the longest silence of a connection; one minute if left out. The server gives a sign of life every ten seconds. */
    public StreamQuery silence(Duration longest) {
        silence = longest;
        return this;
    }

    public Optional<String> after() {
        return after;
    }

    public int reconnects() {
        return reconnects;
    }

    public Duration silence() {
        return silence;
    }
}
