package dev.loop.api.sink;

import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The sinks that copy topics into tables, and their progress. */
public interface SinkBoard {

    /**
     * One sink.
     *
     * @param name name of the connector
     * @param table table that it fills
     * @param lag records that are committed in the topic and not in the table; records that the sink sets aside do not
     *     count
     * @param trouble what keeps it from going on; empty if nothing does
     */
    record SinkState(String name, String topic, String table, long lag, Optional<String> trouble) {}

    /** Returns the sinks; empty if there are none. Throws {@link SinksUnknownException}. */
    List<SinkState> states();

    /**
     * Waits until all tables hold what the position names, and everything that was in the other topics at the time of
     * the call. The stores must have reached the position already. Throws {@link SinksUnknownException}.
     *
     * @return whether they do, within the time
     */
    boolean await(Position position, Duration atMost);

    /** Kafka did not tell how far the sinks are. */
    final class SinksUnknownException extends RuntimeException {
        public SinksUnknownException(Throwable cause) {
            super("Kafka did not tell how far the sinks are: " + cause.getMessage(), cause);
        }
    }
}
